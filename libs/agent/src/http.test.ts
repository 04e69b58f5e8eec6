import { describe, expect, it } from '@jest/globals';
import { Health } from './health.js';
import { serveHealth } from './http.js';
import { AgentMetrics } from './metrics.js';

describe('the health server', () => {
  it('tells whether the process lives, can work, and what it has counted', async () => {
    let now = 0;
    const health = new Health({ now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }, 1000);
    const metrics = new AgentMetrics('reward-claimer');
    const server = await serveHealth('127.0.0.1:0', health, metrics.registry);
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`${server.url}${path}`);
      return [response.status, await response.text()];
    };
    try {
      expect(await get('/healthz')).toEqual([200, '{"ok":true,"why":"alive"}']);
      expect((await get('/readyz'))[0]).toBe(503);
      health.setUnready(undefined);
      expect((await get('/readyz'))[0]).toBe(200);
      now = 5000;
      expect(await get('/healthz')).toEqual([503, '{"ok":false,"why":"no pass for 5 s"}']);
      metrics.ended('ok');
      metrics.answered('accepted');
      metrics.unfinished(3);
      metrics.failed('claim', 'disk-full');
      metrics.passed(0.2);
      const [, text] = await get('/metrics');
      expect(text).toContain('pacer_tx_attempts_ended_total{outcome="ok",program="reward-claimer"} 1');
      expect(text).toContain('pacer_tx_attempts_unfinished{program="reward-claimer"} 3');
      expect(text).toContain('pacer_loop_failures_total{action="claim",code="disk-full",program="reward-claimer"} 1');
    } finally {
      await server.close();
    }
  });

  it('says which setting to change when its port is taken', async () => {
    const metrics = new AgentMetrics('a').registry;
    const health = new Health({ now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() }, 1);
    const first = await serveHealth('127.0.0.1:0', health, metrics);
    try {
      await expect(serveHealth(first.url.replace('http://', ''), health, metrics)).rejects.toMatchObject({
        code: 'config-invalid',
        message: expect.stringContaining('listen = "127.0.0.1:0"'),
      });
    } finally {
      await first.close();
    }
  });
});
