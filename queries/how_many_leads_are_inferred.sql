--+ iri: basis
SELECT basis, count(*) AS leads, tenths(count(*), sum(count(*)) OVER ()) AS percent
FROM assignments
WHERE leads
GROUP BY basis
ORDER BY leads DESC, basis
