--+ zh: documentName placeName name
--+ iri: task party document
WITH led AS (SELECT task, count(DISTINCT named) AS leads FROM assignments WHERE leads GROUP BY task)
SELECT documentName, placeName, number, name, led.leads, text, task, party, document
FROM led JOIN assignments USING (task) JOIN tasks USING (task)
WHERE led.leads > 1 AND assignments.leads AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, name
