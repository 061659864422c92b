--+ zh: aspectName documentName placeName leadName
--+ iri: task lead aspect document
SELECT aspectName, documentName, placeName, number, text, name AS leadName, task, party AS lead, aspect, document
FROM aspects JOIN tasks USING (measure) LEFT JOIN (FROM assignments WHERE leads) USING (task)
WHERE asked(aspect, $aspect) AND asked(document, $document)
GROUP BY ALL
ORDER BY aspect, document, any_value(turn), any_value("order"), task, leadName
