# The document safe and the sealed journal, on the command line.

thing-item = Document
thing-safe = Document space
thing-folder = Folder
thing-grant = Share

expected-safe-key-file = Write a file, or nothing: then key_file is the root of the document spaces too.
expected-old-safe-key-files = Write files separated by commas, or nothing.
expected-files = Write a folder, or s3://BUCKET/PREFIX.
expected-scanner = Write 127.0.0.1:3310, the path of a socket, or nothing.

start-safe = The document spaces cannot be opened: { $why }. Nothing is served before deletions have been applied.

doctor-scanner-absent = No virus scanner is configured (scanner): files are taken in unseen.

journal-verified = Sealed lines: { $sealed }. Heads written outside: { $outside }.
journal-whole = The journal is whole.
journal-broken = Faults: { $count }. Keep the database as it is, and compare it with the last backup.
journal-changed = Line { $line } (place { $position }): it was changed or swapped, or its seal was.
journal-line-removed = Line { $line } (place { $position }): it was removed.
journal-seal-removed = Place { $position }: the seal was removed.
journal-tail-cut = The end was cut: sealed up to { $sealed }, found up to { $found }.
journal-head-forged = The head of the chain was not written by this server.
journal-not-as-outside = Place { $position }: not what was written outside the database.
journal-never-sealed = Line { $line }: put there afterwards, nobody sealed it.

safe-would-be-erased = The document space of person { $person } would be erased for good. Add --write to do it.
safe-erased = The document space of person { $person } is erased, files: { $count }. Kept: the lines of the journal (ids and codes), because the trace is owed, and a random name in the log of deletions, so that no backup brings it back.
safe-key-turned = Keys wrapped anew: { $count }. The old root key is no longer needed.
