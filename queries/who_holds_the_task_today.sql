--+ zh: name todayName
--+ iri: role party today
SELECT name, role, heirName AS todayName, count(DISTINCT task) AS tasks, named AS party,
  CASE WHEN heir = party THEN named ELSE heir END AS today
FROM assignments JOIN heirs USING (party)
WHERE asked(named, $party)
GROUP BY ALL
ORDER BY name, named, role DESC, todayName
