-- What people are found by at the desk. The same stands in ../postgres/.

-- The words of a person's name, folded (`token`) and as their consonants sound (`sound`): made in Rust, the same on both databases.
CREATE TABLE person_name_key (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    CONSTRAINT person_name_key_once PRIMARY KEY (territory_id, kind, key, person_id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX person_name_key_by_person ON person_name_key (person_id);
CREATE INDEX person_by_birth ON person (territory_id, birth_date);
-- The last four digits, as people say them.
CREATE INDEX person_by_phone_end ON person (territory_id, substr(phone, -4));
-- How often somebody was told whom to ask: few rows, none of a booking.
CREATE INDEX journal_looked_elsewhere ON journal (territory_id, actor_kind, actor_id, at) WHERE act = 'looked_elsewhere';
