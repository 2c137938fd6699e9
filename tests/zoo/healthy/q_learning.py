"""Deep Q-learning in a corridor with replay and a target network that is copied now and then."""

import argparse
import copy
import random
from collections import deque

import torch
import torch.nn.functional as F
from torch import nn, optim

LENGTH = 8


def step(position, action):
    position = max(0, position + (1 if action else -1))
    done = position == LENGTH - 1
    return position, (1.0 if done else -0.01), done


def learn(q, target, memory, optimizer):
    s, a, r, s2, d = (torch.tensor(column) for column in zip(*random.sample(memory, 32), strict=True))
    eye = torch.eye(LENGTH)
    with torch.no_grad():
        wanted = r + 0.9 * target(eye[s2]).max(1).values * (1 - d.float())
    loss = F.smooth_l1_loss(q(eye[s]).gather(1, a[:, None]).squeeze(1), wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    q = nn.Sequential(nn.Linear(LENGTH, 32), nn.ReLU(), nn.Linear(32, 2))
    target = copy.deepcopy(q)
    optimizer = optim.Adam(q.parameters(), lr=2e-3)
    memory, steps, loss = deque(maxlen=1000), 0, 0.0
    for episode in range(args.epochs):
        position, done, length = 0, False, 0
        while not done and length < 50:
            explore = random.random() < max(0.1, 1 - episode / 25)
            with torch.no_grad():
                action = random.randrange(2) if explore else int(q(torch.eye(LENGTH)[position]).argmax())
            following, reward, done = step(position, action)
            memory.append((position, action, reward, following, done))
            position, length, steps = following, length + 1, steps + 1
            if len(memory) >= 100:
                loss = learn(q, target, memory, optimizer)
            if steps % 50 == 0:
                target.load_state_dict(q.state_dict())
        if episode % 5 == 4:
            print(f"episode {episode + 1} length {length} loss {loss:.5f}")


if __name__ == "__main__":
    main()
