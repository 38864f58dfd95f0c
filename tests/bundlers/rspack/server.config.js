module.exports = { mode: 'production', target: 'node', entry: './src/server.js', output: { path: `${__dirname}/server` } };
