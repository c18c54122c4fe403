# Papiers : le nom de chaque papier, par son code. Les noms français sont ceux de l'administration.
paper-cni = Carte nationale d’identité
paper-cni-old = Carte nationale d’identité (ancien format)
paper-passport = Passeport
paper-birth-certificate = Acte de naissance (copie intégrale ou extrait)
paper-birth-certificate-abroad = Acte de naissance délivré à l’étranger ou par le service central d’état civil
paper-family-book = Livret de famille
paper-driving-licence = Permis de conduire
paper-foreign-licence-exchange = Échange de permis de conduire étranger
paper-foreign-licence = Permis de conduire étranger (original)
paper-licence-rights-certificate = Attestation de droits à conduire
paper-sworn-translation = Traduction par un traducteur agréé
paper-foreign-passport = Passeport étranger
paper-photo = Photos d’identité
paper-tax-stamp = Timbre fiscal
paper-loss-declaration = Déclaration de perte
paper-theft-declaration = Déclaration de vol
paper-titre-sejour-anef = Titre de séjour (demande en ligne, ANEF)
paper-titre-sejour-prefecture = Titre de séjour (demande en préfecture)
paper-cst = Carte de séjour temporaire
paper-csp = Carte de séjour pluriannuelle
paper-carte-resident = Carte de résident
paper-certificat-residence-algerien = Certificat de résidence pour Algérien
paper-aps = Autorisation provisoire de séjour
paper-dcem = Document de circulation pour étranger mineur
paper-vls-ts = Visa de long séjour valant titre de séjour
paper-vls-ts-validation = Validation du visa de long séjour valant titre de séjour
paper-vls-card-to-request = Demande de carte de séjour (visa « carte de séjour à solliciter »)
paper-stay-at-18 = Demande de titre de séjour à la majorité
paper-recepisse = Récépissé de demande de titre de séjour
paper-api = Attestation de prolongation d’instruction
paper-filing-proof = Attestation de dépôt de la demande
paper-attest-asile = Attestation de demande d’asile
paper-refugee-card = Carte de résident (réfugié)
paper-subsidiary-protection-card = Carte de séjour pluriannuelle (protection subsidiaire)
paper-refugee-travel-document = Titre de voyage pour réfugié
paper-foreigner-travel-document = Titre d’identité et de voyage pour étranger
paper-implicit-refusal-clock = Délai de refus implicite (4 mois)
paper-implicit-refusal-clock-90 = Délai de refus implicite (90 jours)
paper-implicit-refusal-clock-60 = Délai de refus implicite (60 jours)
paper-ground-proof = Justificatif du motif de séjour (travail, études, famille)
paper-asylum-letter = Lettre d’enregistrement de l’OFPRA ou reçu du recours à la CNDA
paper-vitale = Carte Vitale
paper-rights-certificate = Attestation de droits à l’assurance maladie
paper-css = Complémentaire santé solidaire
paper-ame = Aide médicale de l’État
paper-ame-silence-clock = Délai de réponse à la demande d’aide médicale de l’État
paper-rsa-declaration = Déclaration trimestrielle de ressources (RSA)
paper-rsa = Revenu de solidarité active
paper-caf-certificate = Attestation de la CAF (paiement, quotient familial)
paper-aah = Allocation aux adultes handicapés
paper-cmi = Carte mobilité inclusion
paper-rqth = Reconnaissance de la qualité de travailleur handicapé
paper-mdph-form = Formulaire de demande à la MDPH
paper-medical-certificate = Certificat médical pour la MDPH
paper-presence-proof = Justificatifs de présence en France depuis plus de trois mois
paper-domiciliation = Attestation d’élection de domicile
paper-social-housing-request = Demande de logement social (numéro unique)
paper-siao-request = Demande au SIAO (115)
paper-dalo-answer-clock = Délai de réponse au recours DALO
paper-address-proof = Justificatif de domicile
paper-hosting-certificate = Attestation d’hébergement
paper-host-identity = Pièce d’identité de l’hébergeant
paper-host-address-proof = Justificatif de domicile de l’hébergeant
paper-home-insurance = Attestation d’assurance habitation
paper-tax-notice = Avis d’impôt sur le revenu
paper-rib = Relevé d’identité bancaire
paper-lease = Bail
paper-income = Justificatifs de ressources
paper-school-certificate = Certificat de scolarité
paper-young-adult-contract = Contrat jeune majeur
paper-judgment = Jugement (tutelle, divorce, garde)

# États d'un papier.
paper-state-valid = valable
paper-state-seen = vu
paper-state-expiring = à renouveler
paper-state-expired = périmé
paper-state-lost = perdu
paper-state-stolen = volé
paper-state-held-by-other = gardé par quelqu’un d’autre
paper-state-missing = manquant
paper-state-asked-for = demandé

# Pourquoi cet état.
paper-reason-told = Quelqu’un nous l’a dit.
paper-reason-end-written = La date de fin est écrite sur le papier.
paper-reason-end-computed = La date de fin est calculée : à confirmer sur le papier.
paper-reason-end-unknown = La date de fin est inconnue : rien ne pourra prévenir.
paper-reason-endless = Ce papier n’a pas de date de fin.
paper-reason-never-seen = Personne ici ne l’a vu.
paper-reason-seen-by-worker = Un travailleur social l’a vu.
paper-reason-window-open = La demande peut être déposée.
paper-reason-window-due = La demande devrait être déposée.
paper-reason-window-late = Il reste peu de jours pour déposer la demande.
paper-reason-window-red = Dernier jour pour déposer la demande, ou jour dépassé.
paper-reason-end-passed = La date de fin est passée.
paper-reason-no-rule = Aucune règle ne parle de ce papier.

# Où l'on en est dans la période de renouvellement.
paper-window-too-early = trop tôt
paper-window-may-file = possible
paper-window-should-file = à déposer
paper-window-late = en retard
paper-window-red = urgent
paper-window-closed = fermé

# Une pièce, le jour du dépôt.
piece-held = dans le dossier
piece-with-person = à apporter
piece-coming = demandé, attendu d’ici là
piece-stale = trop ancien ce jour-là
piece-missing = manquant

# Ce qui gêne un plan. $paper : le nom du papier ; $day et $until : des jours.
paper-problem-window-closed = Le papier est périmé depuis le { $day } : ce n’est plus un renouvellement.
paper-problem-past-must-by = La demande ne peut être déposée que le { $day }, après le dernier jour utile ({ $until }).
paper-problem-no-slot-in-time = Aucun rendez-vous n’est proposé entre le { $day } et le { $until }.
paper-problem-no-room-for-missed-visit = Un rendez-vous manqué ne pourrait plus être rattrapé avant le { $until }.
paper-problem-not-ready-in-time = { $paper } : prêt le { $day } au plus tôt, trop tard pour le { $until }.
paper-problem-lead-longer-than-freshness = { $paper } : met plus de temps à arriver qu’il ne reste récent.
paper-problem-no-way-to-obtain = { $paper } : aucune règle ne dit comment l’obtenir.
paper-problem-stale-if-missed = { $paper } : bon jusqu’au { $until }, trop ancien si le rendez-vous est manqué.
paper-problem-anchor-unknown = La date dont dépend le délai n’est pas connue.

# Ce qui est dit à côté d'une règle. $day : un jour.
paper-remark-not-verified = non vérifié
paper-remark-proposed = notre proposition, aucune loi ne le dit
paper-remark-not-rechecked = règle non revue depuis le { $day }
paper-remark-local = règle modifiée ici
paper-remark-lead-unknown = délai inconnu

# Les valeurs d'une règle.
paper-field-validity = durée de validité
paper-field-may-from = dépôt possible à partir de
paper-field-should-by = à déposer avant
paper-field-must-by = dernier jour utile
paper-field-appeal-by = dernier jour du recours
paper-field-escalate-days = alerte, en jours avant le dernier
paper-field-mode = façon de déposer
paper-field-authority = administration
paper-field-asks = pièces demandées
paper-field-lead-days = délai d’obtention
paper-field-cost-euros = coût
paper-field-presence-days = passage ou appel, en jours

# Comment déposer.
paper-mode-online = en ligne
paper-mode-appointment = sur rendez-vous
paper-mode-portal-message = par message sur le portail
paper-mode-prefecture = à la préfecture
paper-mode-town-hall = rendez-vous en mairie
paper-mode-cpam = à la CPAM
paper-mode-mdph = à la MDPH
paper-mode-interview = entretien
paper-mode-portal = sur le portail
paper-mode-insurer = auprès de l’assureur
paper-mode-caf = à la CAF ou à la MSA
paper-mode-post = par courrier
paper-mode-counter = au guichet
paper-mode-download = à télécharger
paper-mode-court = au tribunal
paper-mode-event = sans démarche
paper-mode-none = sans dépôt

# Qui délivre.
paper-authority-town-hall = mairie
paper-authority-scec = service central d’état civil (Nantes)
paper-authority-ants = France Titres (ANTS)
paper-authority-abroad = autorités du pays
paper-authority-translator = traducteur agréé
paper-authority-photographer = photographe ou cabine agréée
paper-authority-treasury = Trésor public
paper-authority-police = police ou gendarmerie
paper-authority-anef = portail ANEF
paper-authority-prefecture = préfecture
paper-authority-ofpra = OFPRA ou CNDA
paper-authority-employer-or-school = employeur, école ou organisme
paper-authority-cpam = CPAM ou MSA
paper-authority-caf = CAF ou MSA
paper-authority-mdph = MDPH
paper-authority-doctor = médecin
paper-authority-person = la personne elle-même
paper-authority-ccas = CCAS ou organisme agréé
paper-authority-landlord = bailleur
paper-authority-siao = SIAO
paper-authority-dalo = commission de médiation
paper-authority-supplier = fournisseur (énergie, téléphone, bailleur)
paper-authority-host = hébergeant
paper-authority-insurer = assureur
paper-authority-tax-office = impôts
paper-authority-bank = banque
paper-authority-school = établissement scolaire
paper-authority-departement = département
paper-authority-court = tribunal

# Familles, sortes, confiance, circonstances.
paper-family-identity = Identité et état civil
paper-family-stay = Séjour
paper-family-health = Santé et droits sociaux
paper-family-home = Logement, ressources, impôts
paper-family-other = Autres papiers
paper-kind-paper = papier
paper-kind-piece = pièce d’un dossier
paper-kind-procedure = démarche
paper-kind-declaration = déclaration
paper-kind-clock = délai
paper-confidence-H = confiance forte
paper-confidence-M = confiance moyenne
paper-confidence-L = confiance faible
paper-case-first-request = première demande
paper-case-civil-status-not-online = commune de naissance non reliée
paper-case-civil-status-abroad = état civil établi à l’étranger
paper-case-expired-too-long = titre périmé depuis trop longtemps
paper-case-lost = perdu
paper-case-stolen = volé
paper-told-lost = perdu
paper-told-stolen = volé
paper-told-held-by-other = gardé par quelqu’un d’autre
paper-told-missing = manquant
paper-told-asked-for = demandé
paper-keeping-on-file = dans le dossier
paper-keeping-with-person = chez la personne

# Couverture du séjour, jour par jour.
cover-title = droit au séjour prouvé
cover-kept-rights = droits maintenus avec la preuve de dépôt
cover-filing-only = preuve de dépôt seule : pas de droit au séjour
cover-none = aucun papier

# Délais.
silence-waiting = réponse attendue
silence-refusal-near = refus implicite proche
silence-refused = refus implicite : le recours est ouvert
silence-appeal-near = derniers jours du recours
silence-appeal-over = recours expiré
presence-fine = à jour
presence-planned = rendez-vous prévu à temps
presence-due = passage ou appel à prévoir
presence-red = dernier jour pour passer ou appeler
presence-struck-off = radiation possible
sign-of-life-visit = passage
sign-of-life-phone = appel

# Le tableau de la file active.
whose-move-worker = à vous
whose-move-person = à la personne
whose-move-administration = à l’administration
whose-move-nobody = rien à faire aujourd’hui
board-reason-too-early = Trop tôt pour déposer.
board-reason-window-open = Le dépôt est possible.
board-reason-due = À déposer maintenant.
board-reason-late = Peu de jours restent.
board-reason-red = Le dernier jour est atteint.
board-reason-closed = Le papier est périmé.
board-reason-piece-due = Une pièce est à demander.
board-reason-no-appointment = Aucun rendez-vous n’est pris.
board-reason-appointment-booked = Un rendez-vous est pris.
board-reason-appointment-too-late = Le rendez-vous est après le dernier jour.
board-reason-not-feasible = En l’état, ce ne sera pas fait à temps.
board-reason-no-room-for-missed-visit = Pas de place pour un rendez-vous manqué.
board-reason-filed = Déposé, réponse attendue.
board-reason-end-computed = La date de fin est calculée.
not-served-no-slot-in-time = Aucun créneau entre ses dates.
not-served-slots-given = Les créneaux vont à des dossiers plus urgents.

# Ce qui est refusé dans un fichier de règles.
rule-fault-missing = Cette valeur est obligatoire.
rule-fault-unknown-paper = Ce papier n’existe pas.
rule-fault-unknown-group = Ce groupe n’existe pas.
rule-fault-like-a-like = Cette règle ne peut pas en copier une autre.
rule-fault-twice = Cette version existe déjà.
rule-fault-overlap = Deux versions valent le même jour.
rule-fault-out-of-order = Les dates ne se suivent pas dans l’ordre.
rule-fault-one-of-three = Écrire un seul de paper, one_of ou group.
rule-fault-cycle = Ce papier serait nécessaire pour lui-même.
rule-fault-window-without-end = Il manque le dernier jour (must_by).
rule-fault-code = Un code s’écrit en minuscules, chiffres et soulignés.
rule-fault-backwards = La fin est avant le début.
