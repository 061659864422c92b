--+ zh: name
--+ iri: party
SELECT name, count(DISTINCT task) AS tasks, party
FROM assignments
WHERE leads AND asked(party, $party)
GROUP BY ALL
ORDER BY tasks DESC, name, party
