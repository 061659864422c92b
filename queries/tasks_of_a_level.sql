--+ zh: documentName placeName name
--+ iri: role task party document place level
SELECT documentName, placeName, number, text, role, name, task, party, document, place, level
FROM tasks LEFT JOIN assignments USING (task)
WHERE asked(level, $level) AND level IS NOT NULL
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, role DESC, name
