/** What tests of every package need: real servers of their own, ended with the test. */
export { freePort } from '../../apps/server/src/cli/servers/free-port.ts';
export { startTestBalancer, type TestBalancer } from './balancer.ts';
export { startTestGavel, type TestGavel } from './gavel.ts';
export { createTestDatabase, type TestDatabase } from './postgres.ts';
export { startTestPostgres, type TestPostgres } from './postgres-server.ts';
export { asReadmeUser } from './readme-user.ts';
export { startTestRedis, type TestRedis } from './redis.ts';
export { startTestRedisCluster, type TestRedisCluster } from './redis-cluster.ts';
export { caughtUp, follow, promote, REPLICATING } from './redis-failover.ts';
export { slowness } from './slowness.ts';
export { until } from './until.ts';
