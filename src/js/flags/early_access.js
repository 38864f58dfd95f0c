// Features that visitors can choose before others have them (posthog-autocapture §10.6).

import * as Call from 'hoofprint-calls';
import { fromJson, toJson } from '../json.js';

const LIST = '$early_access_features';

export function earlyAccessMethods({ tracker, core, flags, guarded }, network) {
  const list = () => fromJson(core.ask(Call.Property, LIST));
  return {
    getEarlyAccessFeatures(callback, reload = false, stages) {
      const tell = guarded('getEarlyAccessFeatures', callback);
      const known = reload ? undefined : list();
      if (known) return void tell(known);
      const wanted = Array.isArray(stages) ? stages.filter((stage) => typeof stage === 'string') : [];
      const query = new URLSearchParams([['token', tracker.config.token], ...wanted.map((stage) => ['stage', stage])]);
      const received = guarded('getEarlyAccessFeatures', ([status, answer]) => {
        const features = answer?.earlyAccessFeatures;
        if (status !== 200 || !Array.isArray(features)) return;
        core.call(Call.Register, toJson({ [LIST]: features }, Infinity));
        tell(features);
      });
      network.ask(`/api/early_access_features/?${query}`).then(received);
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
