//! The API, version 2: JSON in, JSON out, errors as problems. (Version 1 is kept for those who
//! come from another system.)

pub mod appointments;
mod extract;
pub mod holds;
pub mod people;
pub mod slots;
pub mod town;
pub mod views;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

/// The frame of the description; each route adds itself.
pub fn description() -> OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A key made with `relais api-key`."))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Relais")
                .version("2")
                .description(Some(
                    "Slots and appointments. Instants are RFC 3339; each slot and appointment names the IANA zone of \
                     its place. Send an Idempotency-Key with every POST of an appointment: the same request under the \
                     same key is done once and answered byte for byte for 30 days.",
                ))
                .build(),
        )
        .components(Some(ComponentsBuilder::new().security_scheme("key", SecurityScheme::Http(bearer)).build()))
        .security(Some([SecurityRequirement::new("key", Vec::<String>::new())]))
        .build()
}
