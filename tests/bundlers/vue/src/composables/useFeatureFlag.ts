// composables/useFeatureFlag.ts
import posthog from 'hoofprint';
import { onMounted, onUnmounted, shallowRef } from 'vue';

/** A flag's value: whether it is on, or its variant; `undefined` until that is known. */
export function useFeatureFlag(key: string) {
  const value = shallowRef<string | boolean>();
  let stop = () => {};
  onMounted(() => {
    stop = posthog.onFeatureFlags(() => {
      value.value = posthog.getFeatureFlag(key);
    });
  });
  onUnmounted(() => stop());
  return value;
}
