--+ zh: placeName fieldName name
--+ iri: place field party
WITH led AS (
  SELECT DISTINCT place, placeName, unnest(fields) AS field, year(date) AS year, party, name
  FROM tasks JOIN assignments USING (task)
  WHERE leads AND place IS NOT NULL AND date IS NOT NULL
), years AS (
  SELECT place, field, year, lead(year) OVER (PARTITION BY place, field ORDER BY year) AS laterYear
  FROM (SELECT DISTINCT place, field, year FROM led)
), seen AS (  -- each lead of one of two years that follow each other, and whether it leads in both
  SELECT placeName, field, years.year, laterYear, led.year = laterYear AS later, name, place, party,
    count(*) OVER (PARTITION BY place, field, years.year, party) AS times
  FROM years JOIN led USING (place, field)
  WHERE led.year IN (years.year, laterYear) AND laterYear IS NOT NULL
)
SELECT placeName, fieldName, year, laterYear, if(later, '+', '-') AS change, name, place, field, party
FROM seen JOIN fields USING (field)
WHERE times = 1 AND asked(field, $field) AND asked(place, $place)
ORDER BY place, field, year, change, name
