-- The waiting list at work: the times that came free and were kept for somebody.

-- A time that came free, kept for one person until `answer_by`. Its hold is the one that keeps it; the token that books it is made from the root key and the salt.
CREATE TABLE waiting_proposal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    hold_id INTEGER NOT NULL,
    link_id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    place_id INTEGER,
    starts_at INTEGER NOT NULL,
    proposed_at INTEGER NOT NULL,
    answer_by INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'open',
    answered_at INTEGER,
    appointment_id INTEGER,
    CONSTRAINT waiting_proposal_outcome CHECK (outcome IN ('open', 'accepted', 'declined', 'lapsed', 'gone') AND (outcome = 'open') = (answered_at IS NULL)),
    CONSTRAINT waiting_proposal_hold UNIQUE (hold_id),
    FOREIGN KEY (territory_id, entry_id) REFERENCES waiting_entry (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, link_id) REFERENCES link (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id)
) STRICT;

CREATE UNIQUE INDEX waiting_proposal_one_open ON waiting_proposal (entry_id) WHERE outcome = 'open';
CREATE INDEX waiting_proposal_to_lapse ON waiting_proposal (answer_by) WHERE outcome = 'open';
CREATE INDEX waiting_proposal_by_link ON waiting_proposal (link_id);
CREATE INDEX waiting_proposal_by_entry ON waiting_proposal (entry_id, id);
