--+ zh: leadName supportName
--+ iri: lead support
SELECT one.name AS leadName, another.name AS supportName, count(DISTINCT task) AS tasks,
  one.party AS lead, another.party AS support
FROM assignments AS one JOIN assignments AS another USING (task)
WHERE one.leads AND NOT another.leads AND asked(one.party, $lead)
GROUP BY ALL
ORDER BY tasks DESC, leadName, supportName, lead, support
