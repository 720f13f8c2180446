import { memoryGround } from './ground.ts';
import { describePodCourse } from './pod-course.ts';

describePodCourse('in memory', memoryGround);
