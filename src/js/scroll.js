// How far down visitors of a page get (posthog-autocapture §1).

const larger = (one, other = one) => ({
  scroll: Math.max(one.scroll, other.scroll),
  content: Math.max(one.content, other.content),
});

/** Follows one view after the other, as `config()` says. */
export function createScroll(config, guarded) {
  let last; // The last position: `scroll` is the upper edge of what is seen, `content` the lower one, in CSS pixels.
  let max;
  let heights; // The greatest values that these could have had.
  let pending = false;

  const read = guarded('scroll', () => {
    pending = false;
    const page = document.documentElement;
    const root = [config().scroll_root_selector ?? []].flat().map((selector) => document.querySelector(selector)).find(Boolean) ?? page;
    const { scrollHeight, clientHeight } = root;
    const scroll = root === page ? scrollY : root.scrollTop;
    last = { scroll, content: scroll + clientHeight };
    max = larger(last, max);
    heights = larger({ scroll: scrollHeight - clientHeight, content: scrollHeight }, heights);
  });

  // Right after a frame the page is laid out, so that reading costs nothing.
  const look = () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => setTimeout(() => pending && read()));
  };

  const events = ['scroll', 'resize'];
  let isWatching = false;

  return {
    /** The properties that tell of the view that ends, as an object; empty where there are none. */
    properties() {
      if (pending) read();
      const properties = {};
      if (!last || config().disable_scroll_properties) return properties;
      for (const [which, values] of Object.entries({ last, max })) {
        for (const [what, value] of Object.entries(values)) {
          const name = `$prev_pageview_${which}_${what}`;
          const height = heights[what];
          properties[name] = Math.ceil(value);
          properties[`${name}_percentage`] = height <= 1 ? 1 : Math.min(Math.max(value / height, 0), 1);
        }
      }
      return properties;
    },

    /** Another view begins. */
    begin() {
      last = max = heights = undefined;
      if (config().disable_scroll_properties) return;
      if (!isWatching) for (const event of events) addEventListener(event, look, { capture: true, passive: true });
      isWatching = true;
      look();
    },

    stop() {
      for (const event of events) removeEventListener(event, look, { capture: true });
      isWatching = false;
    },
  };
}
