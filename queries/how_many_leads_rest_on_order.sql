--+ zh: placeName
--+ iri: place
SELECT placeName, year(date) AS year, count(*) FILTER (by_order) AS inferred, count(*) AS leads,
  tenths(count(*) FILTER (by_order), count(*)) AS percent, place
FROM assignments JOIN tasks USING (task)
WHERE leads AND place IS NOT NULL AND asked(place, $place)
GROUP BY ALL
ORDER BY place, year
