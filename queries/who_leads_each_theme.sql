--+ zh: label name
--+ iri: theme party
WITH led AS (
  SELECT unnest(fields) AS field, name, task, party FROM assignments JOIN tasks USING (task) WHERE leads
)
SELECT fieldName AS label, name, count(DISTINCT task) AS tasks, field AS theme, party
FROM led JOIN fields USING (field)
WHERE asked(field, $theme)
GROUP BY ALL
ORDER BY theme, tasks DESC, name, party
