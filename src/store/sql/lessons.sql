-- :name lesson_rule_add
INSERT INTO lesson_rules (rule, band, verdict, count) VALUES ($1, $2, $3, 1)
ON CONFLICT (rule, band, verdict) DO UPDATE SET count = lesson_rules.count + 1

-- :name lesson_score_add
INSERT INTO lesson_scores (score, verdict, count) VALUES ($1, $2, 1)
ON CONFLICT (score, verdict) DO UPDATE SET count = lesson_scores.count + 1

-- :name lesson_place_add
INSERT INTO lesson_places (read_as, corrected_to, count) VALUES ($1, $2, 1)
ON CONFLICT (read_as, corrected_to) DO UPDATE SET count = lesson_places.count + 1

-- :name view_lesson_rules
SELECT rule, band, sum(CASE WHEN verdict = 'yes' THEN count ELSE 0 END), sum(CASE WHEN verdict = 'no' THEN count ELSE 0 END),
	sum(CASE WHEN verdict = 'elsewhere' THEN count ELSE 0 END)
FROM lesson_rules GROUP BY rule, band ORDER BY rule, band

-- :name view_lesson_scores
SELECT score, sum(CASE WHEN verdict = 'yes' THEN count ELSE 0 END), sum(CASE WHEN verdict <> 'yes' THEN count ELSE 0 END)
FROM lesson_scores GROUP BY score ORDER BY score

-- :name view_lesson_places
SELECT read_as, corrected_to, count FROM lesson_places ORDER BY count DESC, read_as, corrected_to
