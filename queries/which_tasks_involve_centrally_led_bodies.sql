--+ zh: documentName placeName name
--+ iri: role task party document
SELECT documentName, placeName, number, name, role, text, task, party, document
FROM assignments JOIN tasks USING (task)
WHERE (system = 'tiao' OR 'VerticalBody' IN classes) AND asked(party, $party) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, name
