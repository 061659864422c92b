--+ zh: documentName placeName
--+ iri: task document
WITH loads AS (SELECT task, count(DISTINCT named) AS parties FROM assignments GROUP BY task)
SELECT documentName, placeName, number, text, parties, task, document
FROM loads JOIN tasks USING (task)
WHERE asked(document, $document)
ORDER BY parties DESC, task
