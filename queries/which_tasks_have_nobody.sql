--+ zh: documentName placeName
--+ iri: task document
SELECT documentName, placeName, number, text, task, document
FROM tasks ANTI JOIN assignments USING (task)
WHERE asked(document, $document)
ORDER BY document, turn, "order", task
