--+ zh: documentName placeName
--+ iri: task document
SELECT latest, "limit", documentName, placeName, number, text, task, document
FROM limits JOIN tasks USING (task)
WHERE latest IS NOT NULL AND asked(document, $document)
GROUP BY ALL
ORDER BY latest, task, "limit"
