// What the types say is so: they fit where posthog-js's are asked for, and the tracker has what they name.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

import ts from 'typescript';

import posthog from '../../dist/index.mjs';

const TYPES = 'src/js/index.d.ts';

/** The members of an interface of the types, with those that it inherits: name and whether it is a function. */
function membersOf(name) {
  const program = ts.createProgram([TYPES], { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] });
  const checker = program.getTypeChecker();
  const [symbol] = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(TYPES))).filter((s) => s.name === name);
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return type.getProperties().map((member) => {
    const ofMember = checker.getTypeOfSymbol(member);
    return [member.name, ofMember.getCallSignatures().length > 0];
  });
}

function compiles(...args) {
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', args, { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
}

describe('the types', () => {
  it('fit wherever those of posthog-js are asked for, and check a map of events', () => compiles('-p', 'tests/contract/types'));

  // Without the types that other packages have brought along.
  it('are sound themselves', () => compiles('--noEmit', '--strict', '--typeRoots', 'none', '--lib', 'es2022,dom', TYPES));

  it('name what the tracker has', () => {
    const later = ['__SV', 'persistence', 'sessionPersistence', 'sessionManager']; // Not before `init`, or with the snippet only.
    for (const [name, isFunction] of membersOf('Hoofprint').filter(([name]) => !later.includes(name))) {
      assert.ok(name in posthog, name);
      if (isFunction) assert.equal(typeof posthog[name], 'function', name);
    }
    for (const [part, of] of Object.entries({
      featureFlags: 'FeatureFlags', surveys: 'Surveys', consent: 'Consent', people: 'People', logs: 'Logs', metrics: 'Metrics',
      toolbar: 'Toolbar', conversations: 'Conversations', exceptions: 'Exceptions', experiments: 'Experiments',
      sessionRecording: 'SessionRecording', autocapture: 'AutomaticCapture',
    })) {
      for (const [name] of membersOf(of)) assert.ok(name in posthog[part], `${part}.${name}`);
    }
  });

  it('name the options that have a default, and are typed as always there', () => {
    posthog.init('token', { api_host: 'https://collector.example' });
    const program = ts.createProgram([TYPES], { strict: true, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] });
    const checker = program.getTypeChecker();
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(TYPES)));
    const config = checker.getDeclaredTypeOfSymbol(exported.find((symbol) => symbol.name === 'CurrentConfig'));
    for (const option of config.getProperties().filter((member) => !(member.flags & ts.SymbolFlags.Optional))) {
      assert.ok(posthog.config[option.name] !== undefined, option.name);
    }
    assert.equal(posthog.capture('e'), undefined, 'outside of a page nothing is captured');
  });

  it('leave out nothing that the tracker has', () => {
    const named = new Set(membersOf('Hoofprint').map(([name]) => name));
    const unnamed = Object.keys(posthog).filter((name) => !named.has(name));
    assert.deepEqual(unnamed, ['getNextSurveyStep']); // In posthog-js's snippets only.
  });
});
