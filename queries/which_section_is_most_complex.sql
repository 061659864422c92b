--+ zh: documentName placeName title
--+ iri: section document
WITH loads AS (SELECT task, count(DISTINCT named) AS parties FROM assignments GROUP BY task)
SELECT documentName, placeName, marker, title, count(*) AS tasks,
  (floor(100 * sum(parties) / count(*) + 0.5) / 100)::DECIMAL(18, 2) AS mean, section, document
FROM loads JOIN tasks USING (task) LEFT JOIN sections USING (section)
WHERE asked(document, $document)
GROUP BY ALL
ORDER BY mean DESC, tasks DESC, section
