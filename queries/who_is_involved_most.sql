--+ zh: name
--+ iri: party
SELECT name, count(DISTINCT task) AS tasks, party
FROM assignments
WHERE asked(party, $party)
GROUP BY ALL
ORDER BY tasks DESC, name, party
