--+ zh: name
--+ iri: party
SELECT year(latest) || 'Q' || quarter(latest) AS quarter, name, count(DISTINCT task) AS tasks, party
FROM limits JOIN assignments USING (task)
WHERE latest IS NOT NULL AND asked(party, $party)
GROUP BY ALL
ORDER BY quarter, tasks DESC, name, party
