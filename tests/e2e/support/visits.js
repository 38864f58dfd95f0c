// A world whose pages end with the test that opened them.

import { after, afterEach, before } from 'node:test';

import { startWorld } from './world.js';

/** Gives the world that the tests of this file have, once they run. */
export function useWorld() {
  const world = {};
  const visitors = [];

  before(async () => {
    Object.assign(world, await startWorld());
    const { newVisitor } = world.browser;
    /** A visitor who stays. */
    world.newResident = newVisitor;
    world.browser.newVisitor = async (options) => {
      const visitor = await newVisitor(options);
      visitors.push(visitor);
      return visitor;
    };
  });

  afterEach(async () => {
    const gone = visitors.splice(0);
    // What a page has not sent by now is not to come during the next test.
    await Promise.all(gone.map((visitor) => visitor.setOffline(true)));
    await Promise.all(gone.map((visitor) => visitor.close()));
  });

  after(() => world.stop());
  return world;
}
