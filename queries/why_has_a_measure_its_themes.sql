--+ zh: documentName themeName
--+ iri: way measure theme document
SELECT documentName, number, themeName, sureness, way, words, measure, theme, document
FROM reasons
WHERE asked(theme, $theme) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), measure, sureness DESC, theme, way, words
