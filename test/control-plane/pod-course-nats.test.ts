import { natsGround } from './ground.ts';
import { describePodCourse } from './pod-course.ts';

describePodCourse('on NATS, each role with its own rights', natsGround);
