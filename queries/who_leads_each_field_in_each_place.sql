--+ zh: placeName fieldName name
--+ iri: place field party
WITH led AS (
  SELECT placeName, unnest(fields) AS field, name, task, place, party
  FROM assignments JOIN tasks USING (task)
  WHERE leads AND place IS NOT NULL
)
SELECT placeName, fieldName, name, count(DISTINCT task) AS tasks, place, field, party
FROM led JOIN fields USING (field)
WHERE asked(field, $field) AND asked(place, $place)
GROUP BY ALL
ORDER BY place, field, tasks DESC, name, party
