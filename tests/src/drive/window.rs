//! What is in the window, found by role and accessible name.

use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use super::{DriveError, Name, Role};

/// How long something may take to appear unless it is said otherwise. Two loaded cores are slow.
pub(super) const PATIENCE: Duration = Duration::from_secs(45);
/// How long a click may take to arrive.
const SETTLING: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(120);

/// The visible elements of a selector whose text or labels have a text in them: the ones whose
/// names are worth asking the browser for.
const CANDIDATES: &str = r"
    const [selector, part] = arguments;
    const flat = (text) => (text ?? '').replace(/\s+/g, ' ');
    const referred = (element, attribute) => (element.getAttribute(attribute) ?? '')
        .split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return [...document.querySelectorAll(selector)].filter((element) =>
        element.getClientRects().length > 0 && flat([
            element.textContent, element.getAttribute('aria-label'), element.getAttribute('title'),
            element.getAttribute('placeholder'), referred(element, 'aria-labelledby'),
            ...[...(element.labels ?? [])].map((label) => label.textContent),
        ].join(' ')).includes(part));
";

/// Brings an element into view and watches for the click that is to come; answers whether it can be pressed.
const REACHABLE: &str = r"
    const [element] = arguments;
    if (element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true') return false;
    element.scrollIntoView({ block: 'center', inline: 'nearest' });
    window.pressing = { element, down: false, clicked: false };
    const note = (type, name) => element.addEventListener(
        type, () => { window.pressing[name] = true; }, { capture: true, once: true });
    note('mousedown', 'down');
    note('click', 'clicked');
    return true;
";
/// A choice in a list goes away before the click is complete; a form's button, with its whole page.
const PRESSED: &str = "return window.pressing === undefined || pressing.clicked
    || (pressing.down && !pressing.element.isConnected)";

/// An open window.
pub struct Window {
    pub(super) client: Client,
}

/// Something that was found in a window.
pub struct Found {
    element: Element,
}

impl Window {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Waits for something to be there.
    ///
    /// # Errors
    ///
    /// Where it isn't within 45 s, or the driver refuses.
    pub async fn find(&self, role: Role, name: impl Into<Name>) -> Result<Found, DriveError> {
        self.find_within(PATIENCE, role, name).await
    }

    /// As [`Window::find`], with a patience of its own.
    ///
    /// # Errors
    ///
    /// As [`Window::find`].
    pub async fn find_within(
        &self,
        patience: Duration,
        role: Role,
        name: impl Into<Name>,
    ) -> Result<Found, DriveError> {
        let name = name.into();
        let started = Instant::now();
        loop {
            match self.look(role, &name).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(error) if passes(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if started.elapsed() > patience {
                let page = self.beginning().await;
                return Err(DriveError::NotFound {
                    role,
                    name,
                    waited: patience,
                    page,
                });
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether something is there now.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn has(&self, role: Role, name: impl Into<Name>) -> Result<bool, DriveError> {
        Ok(self.look(role, &name.into()).await?.is_some())
    }

    /// Presses something once it is there, can be pressed and isn't covered.
    ///
    /// # Errors
    ///
    /// Where that isn't so within 45 s, or the driver refuses.
    pub async fn press(&self, role: Role, name: impl Into<Name>) -> Result<(), DriveError> {
        let name = name.into();
        let started = Instant::now();
        loop {
            let found = self.find(role, name.clone()).await?;
            match self.click(&found).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) if passes(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if started.elapsed() > PATIENCE {
                let page = self.beginning().await;
                let name = Name::Has(format!("{} that can be pressed", name.part()));
                return Err(DriveError::NotFound {
                    role,
                    name,
                    waited: PATIENCE,
                    page,
                });
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Presses the last of several things with the same role and a fitting name.
    ///
    /// # Errors
    ///
    /// As [`Window::press`].
    pub async fn press_last(&self, role: Role, name: impl Into<Name>) -> Result<(), DriveError> {
        let name = name.into();
        self.find(role, name.clone()).await?;
        match self.look_all(role, &name).await?.pop() {
            Some(label) => self.press(role, label).await,
            None => self.press(role, name).await,
        }
    }

    /// Types into a field, in place of what is in it.
    ///
    /// # Errors
    ///
    /// Where there is no such field within 45 s, or the driver refuses.
    pub async fn fill(&self, name: impl Into<Name>, text: &str) -> Result<(), DriveError> {
        let field = self.find(Role::Textbox, name).await?;
        self.click(&field).await?;
        field.element.clear().await?;
        field.element.send_keys(text).await?;
        Ok(())
    }

    /// Waits until the page's visible text has one of these in it, and answers which.
    ///
    /// # Errors
    ///
    /// Where none of them appears in time, or the driver refuses.
    pub async fn says(&self, patience: Duration, any_of: &[&str]) -> Result<usize, DriveError> {
        let started = Instant::now();
        loop {
            let text = self.text().await?;
            if let Some(which) = any_of.iter().position(|part| text.contains(part)) {
                return Ok(which);
            }
            if started.elapsed() > patience {
                return Err(DriveError::NotSaid {
                    what: any_of
                        .iter()
                        .map(|part| format!("`{part}`"))
                        .collect::<Vec<_>>()
                        .join(" or "),
                    waited: patience,
                    page: beginning_of(&text),
                });
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The page's visible text, with its spaces collapsed.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn text(&self) -> Result<String, DriveError> {
        let text = self
            .run("return document.body?.innerText ?? ''", vec![])
            .await?;
        let text = text.as_str().unwrap_or_default();
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Runs a script in the page and answers what it returns. Only for what has no role and name:
    /// how far a sound has come, say.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value, DriveError> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Gives the window a size, in CSS pixels.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), DriveError> {
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// Goes to an address; for a plain browser.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn go(&self, url: &str) -> Result<(), DriveError> {
        Ok(self.client.goto(url).await?)
    }

    /// Closes the window and ends the session.
    ///
    /// # Errors
    ///
    /// Where the driver refuses.
    pub async fn close(self) -> Result<(), DriveError> {
        Ok(self.client.close().await?)
    }

    /// The first element with this role and name, in the page's order.
    async fn look(&self, role: Role, name: &Name) -> Result<Option<Found>, CmdError> {
        for id in self.candidates(role, name).await? {
            if name.fits(&self.label(&id).await?) {
                let element = Element::from_element_id(self.client.clone(), id.into());
                return Ok(Some(Found { element }));
            }
        }
        Ok(None)
    }

    /// The names of all elements with this role that fit, in the page's order.
    async fn look_all(&self, role: Role, name: &Name) -> Result<Vec<String>, CmdError> {
        let mut labels = Vec::new();
        for id in self.candidates(role, name).await? {
            labels.push(self.label(&id).await?);
        }
        labels.retain(|label| name.fits(label));
        Ok(labels)
    }

    /// The name that the browser computes for an element.
    async fn label(&self, id: &str) -> Result<String, CmdError> {
        let label = self.client.issue_cmd(ComputedLabel(id.to_owned())).await?;
        Ok(label.as_str().unwrap_or_default().to_owned())
    }

    /// The ids of the elements that may have this role and name, in the page's order.
    async fn candidates(&self, role: Role, name: &Name) -> Result<Vec<String>, CmdError> {
        let arguments = vec![json!(role.candidates()), json!(name.part())];
        let candidates = self.client.execute(CANDIDATES, arguments).await?;
        let ids = candidates
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|reference| reference.as_object()?.values().next()?.as_str());
        Ok(ids.map(str::to_owned).collect())
    }

    /// Whether it could be pressed, and was: where a page moves between the driver's look and the
    /// driver's click, the click lands elsewhere.
    async fn click(&self, found: &Found) -> Result<bool, CmdError> {
        let element = json!({ ELEMENT: found.element.element_id().as_ref() });
        if self.client.execute(REACHABLE, vec![element]).await? != json!(true) {
            return Ok(false);
        }
        found.element.click().await?;
        let clicked = Instant::now();
        while self.client.execute(PRESSED, vec![]).await? != json!(true) {
            if clicked.elapsed() > SETTLING {
                return Ok(false);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(true)
    }

    async fn beginning(&self) -> String {
        match self.text().await {
            Ok(text) => beginning_of(&text),
            Err(error) => format!("({error})"),
        }
    }
}

impl Found {
    /// Its visible text.
    ///
    /// # Errors
    ///
    /// Where it is gone, or the driver refuses.
    pub async fn text(&self) -> Result<String, DriveError> {
        Ok(self.element.text().await?)
    }
}

/// The key of an element reference on the wire (WebDriver, 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// WebDriver's "Get Computed Label" (12.4.10), which fantoccini doesn't have.
#[derive(Debug)]
struct ComputedLabel(String);

impl WebDriverCompatibleCommand for ComputedLabel {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!(
            "session/{session}/element/{}/computedlabel",
            self.0
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// Whether an error is one that passes: the page was drawn anew meanwhile, or is still moving.
fn passes(error: &CmdError) -> bool {
    matches!(
        error,
        CmdError::Standard(refusal) if matches!(
            refusal.error,
            ErrorStatus::StaleElementReference
                | ErrorStatus::ElementClickIntercepted
                | ErrorStatus::ElementNotInteractable
                | ErrorStatus::NoSuchElement
        )
    )
}

/// As much of a page's text as an error message bears.
fn beginning_of(text: &str) -> String {
    const LETTERS: usize = 1200;
    let mut beginning: String = text.chars().take(LETTERS).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    beginning
}
