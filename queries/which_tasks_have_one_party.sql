--+ zh: documentName placeName name
--+ iri: task party document
WITH alone AS (SELECT task FROM assignments GROUP BY task HAVING count(DISTINCT named) = 1)
SELECT documentName, placeName, number, name, text, task, party, document
FROM alone JOIN assignments USING (task) JOIN tasks USING (task)
WHERE asked(party, $party) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task
