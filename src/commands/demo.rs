//! `relais demo`: a town to try, in a database of its own, and what to try in it.

use clap::Args;
use relais::actions::demo::Demo;
use relais::actions::sign_in::accounts::DemoAccount;
use relais::app::App;
use relais::config::Config;
use relais::deliver::clock::Clock;
use relais::deliver::keys::RootKey;
use relais::store::Db;

use super::serve;
use super::voice::Voice;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the demo town is kept. The database of the settings is left alone.
    #[arg(long, value_name = "ADDRESS", default_value = "sqlite:data/demo.db")]
    database: String,
    /// Only make the town and say what to try.
    #[arg(long)]
    no_serve: bool,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let config = Config { database: arguments.database, ..config };
    let listener = match arguments.no_serve {
        true => None,
        false => Some(serve::listen(voice, &config).await?),
    };
    let key = RootKey::open(&config.key_file).map_err(|error| voice.key(&error))?;
    let db = Db::open(&config.database, config.connections).await.map_err(|error| voice.open(&error))?;
    db.migrate().await.map_err(|error| voice.open(&error))?;
    let mut app = App::with(db, &key, Clock::System, config);
    let made = app.desk.demo_town(key.derive("demo API key"), app.clock.now()).await;
    let demo = made.map_err(|error| voice.action(error))?;
    app.demo = Some(demo.territory);
    let accounts = app.desk.demo_accounts(app.clock.now()).await.map_err(|error| anyhow::anyhow!(error))?;
    voice.print(&told(voice, &app.config, &demo, &accounts));
    match listener {
        Some(listener) => serve::answer(app, listener, true).await,
        None => {
            app.desk.db.close().await;
            Ok(())
        }
    }
}

fn told(voice: &Voice, config: &Config, demo: &Demo, accounts: &[DemoAccount]) -> String {
    let url = format!("http://{}", config.listen);
    let database = &config.database;
    let args = [("territory", demo.name.as_str().into()), ("database", database.as_str().into())];
    let mut said = match demo.made {
        true => vec![voice.say("demo-made", &args)],
        false => vec![voice.say("demo-there", &args)],
    };
    said.push(String::new());
    said.push(voice.say("demo-where", &[]));
    said.push(format!("  {}", voice.say("demo-home", &[("url", format!("{url}/").into())])));
    said.push(format!("  {}", voice.say("demo-page", &[("url", format!("{url}/demo").into())])));
    said.push(format!("  {}", voice.say("demo-api", &[("url", format!("{url}/api/v2/openapi.json").into())])));
    said.push(format!("  {}", voice.say("demo-key", &[("token", demo.token.as_str().into())])));
    said.push(String::new());
    said.push(voice.say("demo-accounts", &[]));
    for account in accounts {
        let args = [
            ("email", account.email.as_str().into()),
            ("role", account.role.word().into()),
            ("password", account.password.as_str().into()),
            ("code", account.code.as_str().into()),
        ];
        said.push(format!("  {}", voice.say("demo-account", &args)));
    }
    said.push(String::new());
    said.push(voice.say("demo-try", &[]));
    said.extend(commands(&url, database, demo).into_iter().map(|command| format!("  {command}")));
    if let Some(file) = database.strip_prefix("sqlite:") {
        said.push(String::new());
        said.push(voice.say("demo-stop", &[("file", file.into())]));
    }
    said.join("\n") + "\n"
}

/// To be copied and pasted as they are.
fn commands(url: &str, database: &str, demo: &Demo) -> Vec<String> {
    let Demo { motive: (motive, name), organisation, worker, start, person, token, .. } = demo;
    // As it was started: `relais` need not be on the path.
    let program = std::env::args().next().unwrap_or_else(|| "relais".to_owned());
    let relais = format!("RELAIS_DATABASE={database} {program}");
    let curl = format!("curl -s -H 'Authorization: Bearer {token}'");
    vec![
        format!("{curl} '{url}/api/v2/next-availability?motive={motive}'"),
        format!("{curl} '{url}/api/v2/slots?motive={motive}&by=worker'"),
        format!("{relais} slots --organisation '{organisation}' --motive '{name}' --worker {worker}"),
        format!("{relais} slots --organisation '{organisation}' --motive '{name}' --next"),
        format!(
            "{relais} book --organisation '{organisation}' --motive '{name}' --worker {worker} --person {person} --start '{start}'"
        ),
        format!("{relais} doctor"),
    ]
}
