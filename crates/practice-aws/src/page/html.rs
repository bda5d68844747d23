//! The pages' text and markup: plain, readable by a screen reader, without script.

use quick_xml::escape::escape;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::fault::Fault;
use crate::world::{Contact, Instance};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:56rem;padding:0 1rem;color:#16191f}\
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #d5dbdb}\
    caption{text-align:left;padding:1rem 0 .4rem;color:#414d5c}audio{width:100%;margin:1rem 0}.note{color:#414d5c}.bad{border-left:4px solid #d13212;padding:.2rem 1rem;background:#fdf3f1}\
    button{font:inherit;padding:.4rem 1rem}";

/// The address of a contact's page.
pub(super) fn details(base: &str, contact: &str) -> String {
    format!("{base}/contact-trace-records/details/{contact}?tz=UTC")
}

fn document(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<p class=\"note\">Practice account: a stand-in for Amazon Connect on this computer. \
         No customer's call is here.</p>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn moment(time: OffsetDateTime) -> String {
    time.format(format_description!(
        "[year]-[month]-[day] [hour]:[minute]:[second] UTC"
    ))
    .unwrap_or_default()
}

/// The newest contacts of an instance, and the button for a test call.
pub(super) fn search(base: &str, instance: &Instance, contacts: &[&Contact]) -> String {
    let rows = contacts
        .iter()
        .map(|contact| row(base, contact))
        .collect::<Vec<_>>()
        .concat();
    let body = format!(
        "<h1>Contact search: {}</h1>\n<form method=\"post\" action=\"{}/test-call\"><button type=\"submit\">Place a \
         test call</button></form>\n<table>\n<caption>Contacts, newest first</caption>\n<thead><tr>\
         <th scope=\"col\">Contact</th><th scope=\"col\">Began</th><th scope=\"col\">Direction</th>\
         <th scope=\"col\">Recorded</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
        escape(&instance.alias),
        escape(base),
    );
    document(
        &format!("Contact search – {} – practice account", instance.alias),
        &body,
    )
}

fn row(base: &str, contact: &Contact) -> String {
    let outbound = contact.initiation == "OUTBOUND";
    format!(
        "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escape(details(base, &contact.id)),
        escape(&contact.id),
        moment(contact.initiated),
        if outbound { "outbound" } else { "inbound" },
        if contact.recording.is_some() {
            "yes"
        } else {
            "no"
        },
    )
}

/// A contact; `sound` is `None` for a call that was not recorded, else whether Connect can read the recording.
pub(super) fn contact(
    base: &str,
    instance: &Instance,
    contact: &Contact,
    sound: Option<&Result<(), Fault>>,
) -> String {
    let id = escape(&contact.id);
    let player = match sound {
        None => "<p>This call was not recorded.</p>\n".to_owned(),
        Some(Ok(())) => format!(
            "<audio controls preload=\"metadata\" aria-label=\"Recording of contact {id}\" src=\"{}/recordings/{id}\">\
             </audio>\n",
            escape(base)
        ),
        Some(Err(fault)) => format!(
            "<div class=\"bad\" role=\"alert\"><p>The recording does not play: Amazon Connect may not read it.</p>\n\
             <p>{}: {}</p></div>\n",
            escape(&fault.code),
            escape(&fault.message)
        ),
    };
    let place = contact
        .recording
        .as_ref()
        .map(|place| format!("{}/{}", place.bucket, place.key))
        .unwrap_or_default();
    let body = format!(
        "<h1>Contact {id}</h1>\n<h2>Recording</h2>\n{player}<h2>Details</h2>\n<table>\n<tbody>\n\
         <tr><th scope=\"row\">Instance</th><td>{}</td></tr>\n<tr><th scope=\"row\">Began</th><td>{}</td></tr>\n\
         <tr><th scope=\"row\">Ended</th><td>{}</td></tr>\n<tr><th scope=\"row\">Recording</th><td>{}</td></tr>\n\
         <tr><th scope=\"row\">Read as</th><td>{}</td></tr>\n</tbody>\n</table>\n\
         <p><a href=\"{}/contact-search\">All contacts</a></p>\n",
        escape(&instance.alias),
        moment(contact.initiated),
        moment(contact.disconnected),
        escape(&place),
        escape(&instance.service_role),
        escape(base),
    );
    document(
        &format!(
            "Contact {} – {} – practice account",
            contact.id, instance.alias
        ),
        &body,
    )
}

/// A test call whose recording could not be written.
pub(super) fn call_not_recorded(base: &str, alias: &str, fault: &Fault) -> String {
    let body = format!(
        "<h1>The call was not recorded</h1>\n<div class=\"bad\" role=\"alert\"><p>Amazon Connect could not write the \
         recording.</p>\n<p>{}: {}</p></div>\n<p><a href=\"{}/contact-search\">All contacts</a></p>\n",
        escape(&fault.code),
        escape(&fault.message),
        escape(base),
    );
    document(
        &format!("The call was not recorded – {alias} – practice account"),
        &body,
    )
}

/// Nothing here.
pub(super) fn missing(what: &str) -> String {
    let body = format!(
        "<h1>Not found</h1>\n<p>There is nothing called {} here.</p>\n",
        escape(what)
    );
    document("Not found – practice account", &body)
}
