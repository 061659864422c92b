--+ zh: documentName placeName name
--+ iri: role basis task party document
SELECT documentName, placeName, number, rank, name, role, basis, surface, task, party, document
FROM assignments JOIN tasks USING (task)
WHERE asked(number, $number) AND asked(task, $task) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, rank, name
