--+ zh: documentName placeName name
--+ iri: role task party document place
SELECT documentName, placeName, number, text, role, name, task, party, document, place
FROM tasks LEFT JOIN assignments USING (task)
WHERE asked(place, $place) AND place IS NOT NULL
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, role DESC, name
