// Consent (posthog-api §2.5, posthog-state §9).

import * as Call from 'hoofprint-calls';

export const privacyMethods = ({ core, family, flags, encode }) => {
  /** Makes a call that decides for the visitor, and tells the other trackers of the page, who share the decision. */
  const decide = (...call) => {
    core.call(...call);
    for (const other of family) if (other !== core) other.call(Call.Synchronise);
  };

  return {
    opt_in_capturing(options) {
      const event = options?.captureEventName;
      const named = event === undefined ? '$opt_in' : String(event || '');
      decide(Call.OptIn, named, encode(options?.captureProperties));
      flags.resume();
    },

    opt_out_capturing: () => decide(Call.OptOut),

    clear_opt_in_out_capturing: () => decide(Call.ClearOptInOut),

    has_opted_in_capturing: () => core.isReady() && !core.is(Call.IsOptedOut),

    has_opted_out_capturing: () => core.is(Call.IsOptedOut),

    is_capturing: () => core.is(Call.IsCapturing),

    get_explicit_consent_status: () => core.ask(Call.Decision) ?? 'pending',

    _is_bot: () => core.is(Call.IsBot),
  };
};
