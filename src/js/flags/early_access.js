// Features that visitors can choose before others have them (posthog-autocapture §10.6).

import { Call } from 'hoofprint-glue';
import { fromJson, toJson } from '../json.js';

const LIST = '$early_access_features';

export function earlyAccessMethods({ tracker, core, flags, guarded }, network) {
  const list = () => fromJson(core.ask(Call.Property, LIST));
  return {
    async getEarlyAccessFeatures(callback, reload = false, stages) {
      let features = reload ? undefined : list();
      if (!features) {
        const query = new URLSearchParams([['token', tracker.config.token], ...(stages ?? []).map((stage) => ['stage', stage])]);
        const [status, answer] = await network.ask(`/api/early_access_features/?${query}`);
        if (status !== 200 || !Array.isArray(answer?.earlyAccessFeatures)) return;
        features = answer.earlyAccessFeatures;
        core.call(Call.Register, toJson({ [LIST]: features }, Infinity));
      }
      guarded('getEarlyAccessFeatures', callback)(features);
    },

    updateEarlyAccessFeatureEnrollment(key, enrolled, stage) {
      const chosen = { [`$feature_enrollment/${key}`]: !!enrolled };
      tracker.capture('$feature_enrollment_update', {
        $feature_flag: key,
        $feature_enrollment: !!enrolled,
        $set: chosen,
        $early_access_feature_name: list()?.find?.((feature) => feature.flagKey === key)?.name,
        $feature_enrollment_stage: stage,
      });
      flags.update({ [key]: !!enrolled }, {}, true);
    },
  };
}
