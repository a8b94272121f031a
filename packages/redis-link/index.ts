/** What libraries on Redis need of a connection: it lasts, its calls are bounded, its scripts run by hash. */
export { connectLasting, createRedisClient, isCluster, type RedisClient, stayDestroyed } from './client.ts';
export { lasting } from './lasting.ts';
export { RedisLink, type RedisLinkOptions } from './redis-link.ts';
export { loadScript, runScript, type Script } from './script.ts';
