# Papers: the name of each, by its code.
paper-cni = French identity card
paper-cni-old = French identity card (old format)
paper-passport = French passport
paper-birth-certificate = Birth certificate
paper-birth-certificate-abroad = Birth certificate issued abroad or by the central registry
paper-family-book = Family record book
paper-driving-licence = Driving licence
paper-foreign-licence-exchange = Exchange of a foreign driving licence
paper-foreign-licence = Foreign driving licence (original)
paper-licence-rights-certificate = Certificate of driving rights
paper-sworn-translation = Translation by a sworn translator
paper-foreign-passport = Foreign passport
paper-photo = Identity photos
paper-tax-stamp = Tax stamp
paper-loss-declaration = Declaration of loss
paper-theft-declaration = Declaration of theft
paper-titre-sejour-anef = Residence permit (filed online, ANEF)
paper-titre-sejour-prefecture = Residence permit (filed at the prefecture)
paper-cst = Temporary residence card
paper-csp = Multi-year residence card
paper-carte-resident = Resident card
paper-certificat-residence-algerien = Residence certificate for Algerians
paper-aps = Provisional residence authorisation
paper-dcem = Travel document for a foreign minor
paper-vls-ts = Long-stay visa serving as a residence permit
paper-vls-ts-validation = Validation of the long-stay visa
paper-vls-card-to-request = Residence card to be requested (mark on the visa)
paper-stay-at-18 = Residence permit on turning 18
paper-recepisse = Receipt for a residence permit request
paper-api = Certificate of extended processing
paper-filing-proof = Proof of filing
paper-attest-asile = Asylum request certificate
paper-refugee-card = Resident card (refugee)
paper-subsidiary-protection-card = Multi-year card (subsidiary protection)
paper-refugee-travel-document = Refugee travel document
paper-foreigner-travel-document = Identity and travel document for a foreigner
paper-implicit-refusal-clock = Delay of implicit refusal (4 months)
paper-implicit-refusal-clock-90 = Delay of implicit refusal (90 days)
paper-implicit-refusal-clock-60 = Delay of implicit refusal (60 days)
paper-ground-proof = Proof of the ground of stay (work, study, family)
paper-asylum-letter = OFPRA letter or CNDA receipt
paper-vitale = Carte Vitale (health insurance card)
paper-rights-certificate = Certificate of health insurance rights
paper-css = Complémentaire santé solidaire (health cover)
paper-ame = State medical aid (AME)
paper-ame-silence-clock = Delay of the answer on state medical aid
paper-rsa-declaration = Quarterly declaration of resources (RSA)
paper-rsa = Revenu de solidarité active (RSA)
paper-caf-certificate = CAF certificate (payment, family quotient)
paper-aah = Disabled adults’ allowance (AAH)
paper-cmi = Mobility inclusion card (CMI)
paper-rqth = Recognition as a disabled worker (RQTH)
paper-mdph-form = MDPH request form
paper-medical-certificate = Medical certificate for the MDPH
paper-presence-proof = Proof of presence in France for over three months
paper-domiciliation = Certificate of domiciliation
paper-social-housing-request = Social housing request (unique number)
paper-siao-request = SIAO request (emergency shelter)
paper-dalo-answer-clock = Delay of the answer on a DALO appeal
paper-address-proof = Proof of address
paper-hosting-certificate = Hosting certificate
paper-host-identity = Identity document of the host
paper-host-address-proof = Proof of address of the host
paper-home-insurance = Home insurance certificate
paper-tax-notice = Income tax notice
paper-rib = Bank details (RIB)
paper-lease = Lease
paper-income = Proof of income
paper-school-certificate = School certificate
paper-young-adult-contract = Young adult contract
paper-judgment = Judgment (guardianship, divorce, custody)

# States of a paper.
paper-state-valid = valid
paper-state-seen = seen
paper-state-expiring = to be renewed
paper-state-expired = expired
paper-state-lost = lost
paper-state-stolen = stolen
paper-state-held-by-other = held by someone else
paper-state-missing = missing
paper-state-asked-for = asked for

# Why this state.
paper-reason-told = Somebody told us.
paper-reason-end-written = The end is written on the paper.
paper-reason-end-computed = The end is computed: to be confirmed on the paper.
paper-reason-end-unknown = The end is not known: nothing can warn of it.
paper-reason-endless = This paper has no end.
paper-reason-never-seen = Nobody here has seen it.
paper-reason-seen-by-worker = A worker has seen it.
paper-reason-window-open = The request may be filed.
paper-reason-window-due = The request should be filed.
paper-reason-window-late = Few days are left to file the request.
paper-reason-window-red = The last day to file is today or has passed.
paper-reason-end-passed = The end has passed.
paper-reason-no-rule = No rule speaks of this paper.

# Where today lies in the window of renewal.
paper-window-too-early = too early
paper-window-may-file = may be filed
paper-window-should-file = should be filed
paper-window-late = late
paper-window-red = urgent
paper-window-closed = closed

# A piece, on the day of filing.
piece-held = on file
piece-with-person = to be brought
piece-coming = asked for, expected by then
piece-stale = too old on that day
piece-missing = missing

# What stands in the way of a plan. $paper: the name of a paper; $day and $until: days.
paper-problem-window-closed = The paper has ended since { $day }: this is no renewal any more.
paper-problem-past-must-by = It can only be filed on { $day }, after the last day ({ $until }).
paper-problem-no-slot-in-time = No appointment is offered between { $day } and { $until }.
paper-problem-no-room-for-missed-visit = A missed visit could not be made up for before { $until }.
paper-problem-not-ready-in-time = { $paper }: ready on { $day } at the earliest, too late for { $until }.
paper-problem-lead-longer-than-freshness = { $paper }: takes longer to come than it stays recent.
paper-problem-no-way-to-obtain = { $paper }: no rule says how it is obtained.
paper-problem-stale-if-missed = { $paper }: good until { $until }, too old if the visit is missed.
paper-problem-anchor-unknown = The date that the delay is counted from is not known.

# What is said beside a rule. $day: a day.
paper-remark-not-verified = not verified
paper-remark-proposed = our proposal, no law says so
paper-remark-not-rechecked = rule not re-checked since { $day }
paper-remark-local = rule changed here
paper-remark-lead-unknown = delay not known

# The values of a rule.
paper-field-validity = validity
paper-field-may-from = may be filed from
paper-field-should-by = should be filed by
paper-field-must-by = last day
paper-field-appeal-by = last day of the appeal
paper-field-escalate-days = escalation, in days before the last
paper-field-mode = how it is filed
paper-field-authority = authority
paper-field-asks = pieces asked for
paper-field-lead-days = time to obtain
paper-field-cost-euros = cost
paper-field-presence-days = visit or call, in days

# How it is filed.
paper-mode-online = online
paper-mode-appointment = by appointment
paper-mode-portal-message = by a message on the portal
paper-mode-prefecture = at the prefecture
paper-mode-town-hall = appointment at a town hall
paper-mode-cpam = at the CPAM
paper-mode-mdph = at the MDPH
paper-mode-interview = interview
paper-mode-portal = on the portal
paper-mode-insurer = with the insurer
paper-mode-caf = at the CAF or MSA
paper-mode-post = by post
paper-mode-counter = at the counter
paper-mode-download = to be downloaded
paper-mode-court = at the court
paper-mode-event = by itself
paper-mode-none = nothing to file

# Who issues it.
paper-authority-town-hall = town hall
paper-authority-scec = central civil registry (Nantes)
paper-authority-ants = France Titres (ANTS)
paper-authority-abroad = authorities of the country
paper-authority-translator = sworn translator
paper-authority-photographer = photographer or approved booth
paper-authority-treasury = treasury
paper-authority-police = police or gendarmerie
paper-authority-anef = ANEF portal
paper-authority-prefecture = prefecture
paper-authority-ofpra = OFPRA or CNDA
paper-authority-employer-or-school = employer, school or body
paper-authority-cpam = CPAM or MSA
paper-authority-caf = CAF or MSA
paper-authority-mdph = MDPH
paper-authority-doctor = doctor
paper-authority-person = the person
paper-authority-ccas = CCAS or accredited body
paper-authority-landlord = landlord
paper-authority-siao = SIAO
paper-authority-dalo = mediation commission
paper-authority-supplier = supplier (energy, telephone, landlord)
paper-authority-host = host
paper-authority-insurer = insurer
paper-authority-tax-office = tax office
paper-authority-bank = bank
paper-authority-school = school
paper-authority-departement = département
paper-authority-court = court

# Families, kinds, confidence, circumstances.
paper-family-identity = Identity and civil status
paper-family-stay = Right to stay
paper-family-health = Health and social rights
paper-family-home = Home, money, tax
paper-family-other = Other papers
paper-kind-paper = paper
paper-kind-piece = piece of a file
paper-kind-procedure = procedure
paper-kind-declaration = declaration
paper-kind-clock = delay
paper-confidence-H = high confidence
paper-confidence-M = medium confidence
paper-confidence-L = low confidence
paper-case-first-request = first request
paper-case-civil-status-not-online = town of birth not connected
paper-case-civil-status-abroad = civil status from abroad
paper-case-expired-too-long = expired for too long
paper-case-lost = lost
paper-case-stolen = stolen
paper-told-lost = lost
paper-told-stolen = stolen
paper-told-held-by-other = held by someone else
paper-told-missing = missing
paper-told-asked-for = asked for
paper-keeping-on-file = on file
paper-keeping-with-person = with the person

# Cover of the stay, day by day.
cover-title = right to stay proven
cover-kept-rights = rights kept with the proof of filing
cover-filing-only = proof of filing only: no right to stay
cover-none = no paper

# Clocks.
silence-waiting = answer awaited
silence-refusal-near = implicit refusal near
silence-refused = implicit refusal: the appeal is open
silence-appeal-near = last days of the appeal
silence-appeal-over = appeal over
presence-fine = up to date
presence-planned = visit planned in time
presence-due = visit or call due
presence-red = last day for a visit or a call
presence-struck-off = may be struck off
sign-of-life-visit = visit
sign-of-life-phone = call

# The board of the caseload.
whose-move-worker = yours
whose-move-person = the person’s
whose-move-administration = the administration’s
whose-move-nobody = nothing to do today
board-reason-too-early = Too early to file.
board-reason-window-open = Filing is possible.
board-reason-due = To be filed now.
board-reason-late = Few days are left.
board-reason-red = The last day is reached.
board-reason-closed = The paper has ended.
board-reason-piece-due = A piece must be asked for.
board-reason-no-appointment = No appointment is booked.
board-reason-appointment-booked = An appointment is booked.
board-reason-appointment-too-late = The appointment is after the last day.
board-reason-not-feasible = As things stand it will not be done in time.
board-reason-no-room-for-missed-visit = No room for a missed visit.
board-reason-filed = Filed, answer awaited.
board-reason-end-computed = The end is computed.
not-served-no-slot-in-time = No slot between its days.
not-served-slots-given = The slots go to more urgent files.

# What is refused in a file of rules.
rule-fault-missing = This value is required.
rule-fault-unknown-paper = There is no such paper.
rule-fault-unknown-group = There is no such group.
rule-fault-like-a-like = This rule cannot copy another.
rule-fault-twice = This version exists already.
rule-fault-overlap = Two versions hold on the same day.
rule-fault-out-of-order = The days are out of order.
rule-fault-one-of-three = Write one of paper, one_of and group.
rule-fault-cycle = This paper would need itself.
rule-fault-window-without-end = The last day (must_by) is missing.
rule-fault-code = A code is small letters, digits and underscores.
rule-fault-backwards = The end is before the start.
