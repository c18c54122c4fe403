//! Browsers and workers who sign in, so that tests spell out only what matters to them.

use relais::actions::sign_in::notices::Notice;
use relais::actions::sign_in::staff::PasswordRight;
use relais::actions::sign_in::{Next, SignInError, SignedIn, Standing, Visit};
use relais::domain::access::{Caller, Guest, Role};
use relais::domain::ids::{AppointmentId, OrganisationId, PersonId, WorkerId};
use relais::domain::time::Minutes;
use relais::store::{self, PersonLine, StoreError};
use totp_rs::{Builder, Secret, Totp};

use super::acts::monday;
use super::town::TestTown;

pub const PASSWORD: &str = "trois vélos jaunes";
pub const EMAIL: &str = "worker0@example.org";

/// Somebody at this address.
pub fn visit(address: &str) -> Visit {
    Visit { address: address.to_owned(), device: "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0".to_owned() }
}

pub fn here() -> Visit {
    visit("192.0.2.1")
}

/// The word of what came out.
pub fn said<T>(result: &Result<T, SignInError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) if error.code() == "failure" => error.to_string(),
        Err(error) => error.code().to_owned(),
    }
}

/// An authenticator that was told the secret.
pub fn authenticator(secret: &str) -> Totp {
    Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap()
}

impl TestTown {
    pub fn seconds(&self) -> u64 {
        (self.now().micros() / 1_000_000) as u64
    }

    pub async fn notices(&self) -> Vec<Notice> {
        self.app.desk.notices(&self.caller(), 1000).await.unwrap()
    }

    /// What the latest notice carries.
    pub async fn last_secret(&self) -> String {
        self.notices().await[0].secret.clone()
    }

    pub async fn set_role(&self, worker: WorkerId, organisation: OrganisationId, role: Role) {
        let write = self
            .app
            .desk
            .db
            .write(move |tx| Box::pin(async move { store::set_role(tx, worker, organisation, role.word()).await }));
        write.await.map_err(|error: StoreError| error).unwrap();
    }

    /// Worker 0 is invited and chooses the password: the cookie that waits for the second factor.
    pub async fn accepted(&self) -> String {
        self.app.desk.invite_worker(&self.caller(), self.workers[0], self.now()).await.unwrap();
        let link = self.last_secret().await;
        let (cookie, next) = self.app.desk.accept_invitation(&link, PASSWORD, &here(), self.now()).await.unwrap();
        assert_eq!(next, Next::EnrolTotp);
        cookie
    }

    /// Worker 0 has a password and a second factor, and is signed in with this cookie.
    pub async fn enrolled(&self) -> (String, Totp) {
        let half = self.accepted().await;
        let enrolment = self.app.desk.enrol_totp(&half, self.now()).await.unwrap();
        let totp = authenticator(&enrolment.secret);
        let code = totp.generate(self.seconds()).to_string();
        let cookie = self.app.desk.confirm_totp(&half, &code, &here(), self.now()).await.unwrap();
        (cookie, totp)
    }

    pub async fn password(&self, password: &str, visit: &Visit) -> Result<PasswordRight, SignInError> {
        self.app.desk.sign_in(EMAIL, password, None, visit, self.now()).await
    }

    /// The cookie that waits for the second factor.
    pub async fn half(&self) -> String {
        match self.password(PASSWORD, &here()).await.unwrap() {
            PasswordRight::Next { token, next: Next::SecondFactor } => token,
            other => panic!("{other:?}"),
        }
    }

    /// Signs in anew, in the next half minute.
    pub async fn signed_in_again(&self, totp: &Totp) -> String {
        self.app.clock.advance(Minutes(1));
        let half = self.half().await;
        let code = totp.generate(self.seconds()).to_string();
        self.app.desk.second_factor(&half, &code, &here(), self.now()).await.unwrap()
    }

    pub async fn session(&self, cookie: &str) -> Option<SignedIn> {
        self.app.desk.session(cookie, self.now()).await.unwrap()
    }

    pub async fn worker_of(&self, cookie: &str) -> Caller {
        self.session(cookie).await.unwrap().caller().unwrap()
    }

    pub async fn guest_of(&self, cookie: &str) -> Guest {
        match self.session(cookie).await.unwrap().standing {
            Standing::Guest(known) => known.guest,
            other => panic!("{other:?}"),
        }
    }

    /// Somebody of the organisation with this number.
    pub async fn person_with(&self, first_name: &str, last_name: &str, phone: &str, proven: bool) -> PersonId {
        let (territory, organisation, now) = (self.territory, self.organisation, self.now());
        let line = PersonLine {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            birth_date: None,
            phone: Some(phone.to_owned()),
            email: None,
            language: "ar".to_owned(),
            proven,
        };
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let person = store::insert_person(tx, territory, &line, now).await?;
                store::join_organisation(tx, territory, person, organisation).await?;
                Ok::<_, StoreError>(person)
            })
        });
        write.await.unwrap()
    }

    /// Somebody new with an appointment on Monday at this hour.
    pub async fn appointment_at(&self, hour: u32) -> (AppointmentId, PersonId) {
        let done = self.staff_books(monday(hour, 0), 0, hour as usize).await.unwrap();
        (done.appointment.id, done.appointment.people[0].0)
    }

    /// The cookie of a browser that proved this number.
    pub async fn proven(&self, cookie: &str, phone: &str) -> String {
        self.app.desk.ask_code(self.territory, phone, &here(), self.now()).await.unwrap();
        let code = self.last_secret().await;
        self.app.desk.prove_code(cookie, self.territory, phone, &code, &here(), self.now()).await.unwrap()
    }
}
