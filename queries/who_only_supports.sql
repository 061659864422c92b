--+ zh: name
--+ iri: party
SELECT name, count(DISTINCT task) AS tasks, party
FROM assignments
GROUP BY ALL
HAVING NOT bool_or(leads)
ORDER BY tasks DESC, name, party
