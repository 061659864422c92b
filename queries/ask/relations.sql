-- The tables beside the graph (ontology/tables.py), under the names that questions have for what stands in them: IRIs
-- are whole, and what is not known is NULL. A question in SQL asks these relations, never the files.

CREATE MACRO asked(value, given) AS given IS NULL OR value = given;  -- a variable of a question, which may be bound
CREATE MACRO term(name) AS 'https://w3id.org/fengong/ont#' || name;
CREATE MACRO tenths(part, whole) AS (floor(1000 * part / whole + 0.5) / 10)::DECIMAL(18, 1);  -- percent

CREATE VIEW documents AS
SELECT iri AS document, label AS documentName, nullif(jurisdiction, '') AS place, nullif(place, '') AS placeName,
  term(nullif(level, '')) AS level, nullif(date, '')::DATE AS date, name AS source
FROM documents_table;

CREATE VIEW sections AS
SELECT iri AS section, nullif(marker, '') AS marker, nullif(title, '') AS title
FROM sections_table;

CREATE VIEW measures AS  -- each with its document; what stands right below that has it for a section
SELECT iri AS measure, number, position AS turn, coalesce(nullif(section, ''), document) AS section, fields, subjects,
  documents.*
FROM measures_table JOIN documents USING (document);

CREATE VIEW reasons AS  -- why a measure has a field or an aspect, a line a word, with its measure and its document
SELECT theme, label AS themeName, sureness::DECIMAL(18, 6) AS sureness, term(way) AS way, unnest(words) AS words,
  measures.*
FROM reasons_table JOIN measures USING (measure) JOIN themes_table ON themes_table.iri = theme AND language = 'zh';

CREATE VIEW tasks AS  -- each with its measure and its document
SELECT tasks_table.iri AS task, tasks_table.text, tasks_table.position AS "order", targets, measures.*
FROM tasks_table JOIN measures USING (measure);

CREATE VIEW parties AS  -- an open group is one of its kind
SELECT iri AS party, name, classes, members, short, system
FROM parties_table;

CREATE VIEW heirs AS  -- who holds today what a party held: itself if it goes on
SELECT party, heir, name AS heirName
FROM heirs_table;

CREATE VIEW assignments AS  -- "named" is the party as the document has it: an open group of its own
SELECT iri AS assignment, task, named, party, parties.name, term(role) AS role, term(basis) AS basis, rank, surface,
  "start", "end", page, role = 'lead' AS leads, basis = 'order' AS by_order, classes, members, short, system,
  'Body' IN classes AS is_body, term(CASE WHEN 'Body' IN classes THEN 'Body' ELSE 'Group' END) AS kind
FROM assignments_table JOIN parties USING (party);

CREATE VIEW limits AS
SELECT task, term(upper(kind[1]) || kind[2:]) AS kind, text AS "limit", nullif(latest, '')::DATE AS latest
FROM limits_table;

CREATE VIEW fields AS
SELECT iri AS field, label AS fieldName
FROM themes_table
WHERE field = '' AND language = 'zh';

CREATE VIEW aspects AS  -- of each measure
SELECT measure, aspect, label AS aspectName, themes_table.field, fieldName
FROM (SELECT measure, unnest(subjects) AS aspect FROM measures)
  JOIN themes_table ON iri = aspect AND language = 'zh' JOIN fields USING (field);
