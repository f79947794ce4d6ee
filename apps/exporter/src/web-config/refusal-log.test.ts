import { expect, it } from 'vitest';
import { createLogger } from '../log/logger.ts';
import { RefusalLog } from './refusal-log.ts';

it('warns of each cause once a minute, and then says how many more there were', () => {
  const lines: string[] = [];
  const clock = { seconds: 5 };
  const logger = createLogger({
    level: 'debug',
    format: 'logfmt',
    write: (line) => lines.push(line.replace(/^time=\S+ /, '').trimEnd()),
  });
  const { report } = new RefusalLog(logger, () => clock.seconds);
  report('wrong password', '10.0.0.1');
  report('wrong password', '10.0.0.2');
  report('unknown user', '10.0.0.2');
  clock.seconds += 59;
  report('wrong password', '::1');
  clock.seconds += 1;
  report('wrong password', '10.0.0.3');
  clock.seconds += 60;
  report('wrong password', '10.0.0.3');
  expect(lines).toEqual([
    'level=WARN msg="Not let in" client=10.0.0.1 reason="wrong password"',
    'level=DEBUG msg="Not let in" client=10.0.0.2 reason="wrong password"',
    'level=WARN msg="Not let in" client=10.0.0.2 reason="unknown user"',
    'level=DEBUG msg="Not let in" client=::1 reason="wrong password"',
    'level=WARN msg="Not let in" client=10.0.0.3 reason="wrong password" more_before=2',
    'level=WARN msg="Not let in" client=10.0.0.3 reason="wrong password"',
  ]);
});
