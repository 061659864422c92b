--+ zh: name documentName placeName
--+ iri: role basis task party document
SELECT name, documentName, placeName, role, basis, number, text, task, party, document
FROM assignments JOIN tasks USING (task)
WHERE asked(party, $party) AND asked(document, $document)
GROUP BY ALL
ORDER BY name, party, document, role DESC, any_value(turn), any_value("order"), task
