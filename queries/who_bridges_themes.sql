--+ zh: name
--+ iri: party
WITH worked AS (
  SELECT name, unnest(fields) AS theme, task, party FROM assignments JOIN tasks USING (task) WHERE asked(party, $party)
)
SELECT name, count(DISTINCT theme) AS themes, count(DISTINCT task) AS tasks, party
FROM worked
GROUP BY ALL
ORDER BY themes DESC, tasks DESC, name, party
