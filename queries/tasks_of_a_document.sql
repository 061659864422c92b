--+ zh: documentName placeName name
--+ iri: role task party document
SELECT documentName, placeName, number, text, role, name, task, party, document
FROM tasks LEFT JOIN assignments USING (task)
WHERE asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, role DESC, name
