# What an import says about a file and its rows: what is wrong, and what to do.

file-empty = Le fichier est vide. Exportez-le de nouveau, avec sa ligne d’en-tête.
file-spreadsheet = C’est un classeur (Excel, LibreOffice), pas un fichier CSV. Ouvrez-le et choisissez « Enregistrer sous… », format « CSV ».
file-not-text = Ce fichier n’est pas du texte UTF-8 ni Windows. Enregistrez-le de nouveau au format « CSV UTF-8 ».
file-unreadable = Ce fichier n’est pas un CSV lisible ({ $why }). Enregistrez-le de nouveau au format « CSV UTF-8 ».
file-missing-columns =
    Il manque des colonnes : { $missing }.
    Colonnes trouvées : { $found }.
    Renommez l’en-tête de ces colonnes, ou ajoutez-les.
file-not-there = Le fichier « { $file } » ne peut pas être lu : { $why }. Vérifiez son nom et son dossier.

field-first-name = Prénom
field-last-name = Nom
field-city-code = Code INSEE (city_code)
field-city-name = Commune (city_name)
field-sector = Secteur (sector_id)
field-key = Clé (key)
field-worker = Adresse e-mail de l’agent (worker_email)
field-place = Lieu (place)
field-motives = Motifs (motives)
field-motive = Motif (motive)
field-first-day = Premier jour (first_day)
field-days = Jours (days)
field-blocks = Heures (blocks)
field-person = N° de dossier (person)
field-start = Date et heure (start)

import-missing = La case est vide. Remplissez-la.
import-column-count = La ligne a { $found } colonnes, l’en-tête en a { $expected }. Cherchez un séparateur en trop ou en moins, ou un guillemet oublié.
import-no-identity = Sans numéro de dossier ni date de naissance, cette personne ne peut pas être distinguée d’un homonyme. Ajoutez l’un des deux.
import-not-a-phone = « { $value } » n’est pas un numéro de téléphone. La fiche est gardée sans ce numéro : corrigez-le (10 chiffres, ou + et l’indicatif du pays).
import-phone-not-given-out = Le numéro « { $value } » n’est attribué à personne. La fiche est gardée sans ce numéro : vérifiez chaque chiffre auprès de la personne.
import-phone-lost-zero = « { $value } » a perdu son zéro. La fiche est gardée sans ce numéro : écrivez-le avec ses 10 chiffres (colonne au format « Texte » dans le tableur).
import-other-phones = Un seul numéro est gardé ({ $kept }). À noter ailleurs : { $value }.
import-not-an-email = « { $value } » n’est pas une adresse e-mail. Elle n’est pas reprise : corrigez-la.
import-other-emails = Une seule adresse est gardée ({ $kept }). À noter ailleurs : { $value }.
import-date-form = « { $value } » n’est pas une date. Écrivez-la jj/mm/aaaa, avec l’année sur quatre chiffres.
import-no-such-day = Le { $value } n’existe pas. Vérifiez la date.
import-date-to-come = Le { $value } n’est pas encore passé : ce ne peut pas être une date de naissance. Vérifiez l’année.
import-date-too-old = Le { $value } est trop ancien pour une date de naissance. Vérifiez l’année, ou laissez la case vide si la date n’est pas connue.
import-unknown-worker = Aucun agent n’a l’adresse « { $value } ». Corrigez-la, ou créez l’agent.
import-number-of-another = Le numéro « { $value } » est déjà celui d’une autre personne dans Relais (autre prénom et autre date de naissance). Vérifiez le numéro dans les deux fiches.
import-shared-number = Le numéro « { $value } » est déjà celui d’une autre personne (du même foyer ?). La fiche est gardée sans ce numéro.
import-same-as-line = Ligne identique à la ligne { $line } : elle n’est comptée qu’une fois.
import-contradicts-line = Même identifiant que la ligne { $line }, mais pas les mêmes informations. Gardez la bonne ligne, supprimez l’autre.
import-city-code = « { $value } » n’est pas un code INSEE. Écrivez ses 5 caractères (62014, 2A004), pas le code postal ni le nom.
import-not-of-organisation = « { $value } » ne travaille pas dans cette organisation. Vérifiez l’adresse, ou choisissez l’organisation avec --organisation.
import-unknown-place = Aucun lieu ne s’appelle « { $value } ». Lieux connus : { $known }.
import-unknown-motive = Aucun motif ne s’appelle « { $value } ». Motifs connus : { $known }.
import-several-motives = Plusieurs motifs portent ce nom. Précisez lequel : { $value }.
import-blocks = « { $value } » ne se lit pas. Écrivez les heures ainsi : 09:00-12:00,14:00-17:00.
import-blocks-overlap = Dans « { $value } », deux plages se chevauchent. Corrigez les heures.
import-days = « { $value } » ne se lit pas. Écrivez des jours (lu ma je, ou lu-ve), ou une règle RRULE par jour, semaine ou mois (FREQ=MONTHLY;BYDAY=1TU).
import-days-missing = Les jours manquent entre le premier et le dernier. Écrivez par exemple : lu ma je.
import-ends-before-it-starts = Le dernier jour est avant le premier. Corrigez l’un des deux.
import-opening-of-another = Cette clé est celle d’une plage d’un autre agent. Donnez une autre clé à cette ligne.
import-unknown-person = Personne n’a le numéro de dossier « { $value } ». Corrigez-le, ou importez d’abord les personnes.
import-several-people = Plusieurs personnes ont le numéro « { $value } ». Écrivez un numéro qui n’appartient qu’à une seule.
import-start = « { $value } » n’est pas une date et une heure. Écrivez-les ainsi : 2026-03-10 09:00.
import-workshop = C’est un atelier : ses séances se prévoient puis les personnes s’y inscrivent (relais book), elles ne s’importent pas ligne à ligne.
import-other-hour = Ce rendez-vous (n° { $appointment }) est déjà dans Relais, à une autre heure. Il n’est pas changé : pour le déplacer, relais move { $appointment }.
import-already-booked = Cette personne a déjà ce rendez-vous sous le n° { $appointment }. Rien n’est ajouté.

report-dry-run = Essai : rien n’a été écrit.
report-written = Import terminé.
report-rows = Lignes lues : { $rows }
report-new-dry = À ajouter : { $count }
report-new = Ajoutées : { $count }
report-changed-dry = À modifier : { $count }
report-changed = Modifiées : { $count }
report-unchanged = Inchangées : { $count }
report-refused = Refusées : { $count }
report-no-rows = Le fichier n’a que son en-tête : il n’y a rien à importer.
report-ignored = Colonnes non reprises : { $columns }
report-workers-dry =
    { $count ->
        [one] Un agent à créer : { $workers }
       *[other] { $count } agents à créer : { $workers }
    }
report-workers =
    { $count ->
        [one] Un agent créé : { $workers }
       *[other] { $count } agents créés : { $workers }
    }
report-refused-title = Lignes refusées :
report-warnings-title = Lignes reprises, mais pas entièrement :
report-line = ligne { $line } : { $what }
report-line-column = ligne { $line }, « { $column } » : { $what }
report-lines = { $count } lignes ({ $lines }) : { $what }
report-lines-column = { $count } lignes ({ $lines }), « { $column } » : { $what }
report-more = … et { $count } autres.
report-how-to-create-workers = Pour créer ces agents, ajoutez --create-workers à la commande.
report-how-to-write = Pour écrire, relancez la même commande avec --write.
report-how-to-accept = Pour passer outre, ajoutez --accept { $words } à la commande.
