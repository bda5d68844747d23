//! Signing in through the window, with a browser beside it as a person has one.

use std::time::{Duration, Instant};

use super::{JobError, Stage};
use crate::drive::{Name, Role};

/// How long an answer to a sign-in may take.
const ANSWER: Duration = Duration::from_mins(1);

impl Stage {
    /// Chooses a profile of the practice account and opens it.
    ///
    /// # Errors
    ///
    /// Where it can't be chosen.
    pub async fn open_profile(&self, profile: &str) -> Result<(), JobError> {
        let window = &self.window;
        window.press(Role::Radio, Name::begins(profile)).await?;
        window.press(Role::Button, "Open practice account").await?;
        Ok(())
    }

    /// Begins a sign-in to the practice account's portal without a profile.
    ///
    /// # Errors
    ///
    /// Where there is nothing to begin it with.
    pub async fn sign_in_without_a_profile(&self) -> Result<(), JobError> {
        self.window
            .press(Role::Button, "Fill in the practice account's")
            .await?;
        self.window.press(Role::Button, "Sign in").await?;
        Ok(())
    }

    /// Asks for a code in place of this computer's browser, and answers it.
    ///
    /// # Errors
    ///
    /// Where none is shown.
    pub async fn use_a_code(&self) -> Result<String, JobError> {
        self.window
            .press(Role::Button, "Use a code instead")
            .await?;
        let code = self.window.find(Role::Region, "Code").await?;
        Ok(code.text().await?)
    }

    /// The address of the page to allow the sign-in on, as the dialog shows it, once it has `part` in it.
    ///
    /// # Errors
    ///
    /// Where no such address is shown within a minute.
    pub async fn page_to_allow(&self, part: &str) -> Result<String, JobError> {
        const SHOWN: &str = "return document.querySelector('.sr-address')?.innerText.trim() ?? ''";
        let window = &self.window;
        let started = Instant::now();
        while started.elapsed() < ANSWER {
            let shown = window.run(SHOWN, vec![]).await?;
            let shown = shown.as_str().unwrap_or_default();
            if shown.starts_with("http") && shown.contains(part) {
                return Ok(shown.to_owned());
            }
            // By the browser, it is folded away.
            if shown.is_empty() && window.has(Role::Button, "Address of the page").await? {
                window.press(Role::Button, "Address of the page").await?;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.wrong("the address of the page to allow the sign-in on is not shown")
            .await
    }

    /// Allows a sign-in on its page, in a browser beside the window.
    ///
    /// # Errors
    ///
    /// Where the browser doesn't start, or the page doesn't take the answer.
    pub async fn allow(&self, page: &str) -> Result<(), JobError> {
        let (_driver, browser) = self.browse(page).await?;
        browser.press(Role::Button, "Allow access").await?;
        browser
            .says(ANSWER, &["Access allowed", "Strongroom has your answer"])
            .await?;
        browser.close().await?;
        Ok(())
    }

    /// Chooses a role where a sign-in without a profile has led to.
    ///
    /// # Errors
    ///
    /// Where there is no such role.
    pub async fn choose_role(&self, role: &str) -> Result<(), JobError> {
        let window = &self.window;
        window
            .find(Role::Region, Name::has("Choose account and role"))
            .await?;
        window.press(Role::Button, Name::has("Choose")).await?;
        window.press(Role::Option, Name::has(role)).await?;
        Ok(())
    }

    /// What the practice account's MFA device shows now, as the window tells it.
    ///
    /// # Errors
    ///
    /// Where the window doesn't tell it within a minute.
    pub async fn device_shows(&self) -> Result<String, JobError> {
        const MARKER: &str = "The practice device shows ";
        let text = self.until(ANSWER, MARKER, &[]).await?;
        let shown = text.split(MARKER).nth(1).unwrap_or_default();
        Ok(shown.chars().take_while(char::is_ascii_digit).collect())
    }

    /// A code of six digits that the MFA device doesn't show.
    ///
    /// # Errors
    ///
    /// As of [`Stage::device_shows`].
    pub async fn device_does_not_show(&self) -> Result<&'static str, JobError> {
        Ok(match self.device_shows().await?.as_str() {
            "000000" => "111111",
            _ => "000000",
        })
    }

    /// Types a code of an MFA device and signs in with it.
    ///
    /// # Errors
    ///
    /// Where no code is asked for.
    pub async fn sign_in_with(&self, code: &str) -> Result<(), JobError> {
        self.window.fill("Code", code).await?;
        self.window
            .press(Role::Button, "Sign in with this code")
            .await?;
        Ok(())
    }
}
