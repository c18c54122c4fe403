# L’espace documents et le journal scellé, en ligne de commande.

thing-item = Document
thing-safe = Espace documents
thing-folder = Dossier
thing-grant = Partage

expected-safe-key-file = Écrivez un fichier, ou rien : key_file est alors aussi la racine des espaces documents.
expected-old-safe-key-files = Écrivez des fichiers séparés par des virgules, ou rien.
expected-files = Écrivez un dossier, ou s3://BUCKET/PREFIXE.
expected-scanner = Écrivez 127.0.0.1:3310, le chemin d’une socket, ou rien.

start-safe = Les espaces documents ne s’ouvrent pas : { $why }. Rien n’est servi avant que les suppressions soient appliquées.

doctor-scanner-absent = Aucun antivirus n’est configuré (scanner) : les fichiers sont acceptés sans être examinés.

journal-verified = Lignes scellées : { $sealed }. Têtes écrites au-dehors : { $outside }.
journal-whole = Le journal est intact.
journal-broken = Anomalies : { $count }. Gardez la base telle quelle et comparez-la à la dernière sauvegarde.
journal-changed = Ligne { $line } (place { $position }) : elle a été modifiée ou échangée, ou son sceau l’a été.
journal-line-removed = Ligne { $line } (place { $position }) : elle a été supprimée.
journal-seal-removed = Place { $position } : le sceau a été supprimé.
journal-tail-cut = La fin a été coupée : scellé jusqu’à { $sealed }, trouvé jusqu’à { $found }.
journal-head-forged = La tête de la chaîne n’a pas été écrite par ce serveur.
journal-not-as-outside = Place { $position } : ce n’est pas ce qui a été écrit hors de la base.
journal-never-sealed = Ligne { $line } : ajoutée après coup, personne ne l’a scellée.

safe-would-be-erased = L’espace documents de la personne { $person } serait effacé pour toujours. Ajoutez --write pour le faire.
safe-erased = L’espace documents de la personne { $person } est effacé, fichiers : { $count }. Restent : les lignes du journal (numéros et codes), parce que la trace est due, et un nom tiré au hasard dans le registre des suppressions, pour qu’aucune sauvegarde ne le ramène.
safe-key-turned = Clés enveloppées à nouveau : { $count }. L’ancienne clé racine ne sert plus.
