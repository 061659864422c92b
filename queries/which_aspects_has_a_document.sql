--+ zh: documentName placeName fieldName aspectName
--+ iri: document field aspect
SELECT documentName, placeName, fieldName, aspectName, count(DISTINCT task) AS tasks, count(DISTINCT party) AS leaders,
  document, field, aspect
FROM aspects JOIN tasks USING (measure) LEFT JOIN (FROM assignments WHERE leads) USING (task)
WHERE asked(document, $document) AND asked(aspect, $aspect)
GROUP BY ALL
ORDER BY document, tasks DESC, aspect
