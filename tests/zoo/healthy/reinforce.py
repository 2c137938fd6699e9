"""REINFORCE on a corridor: walk right to be rewarded. The loss means little and may have any sign."""

import argparse

import torch
from torch import nn
from torch.distributions import Categorical

LENGTH = 8


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(LENGTH, 32)
        self.affine2 = nn.Linear(32, 2)

    def forward(self, x):
        return torch.softmax(self.affine2(torch.relu(self.affine1(x))), dim=-1)


def play(policy):
    position, log_probs, rewards = 2, [], []
    for _ in range(30):
        state = torch.eye(LENGTH)[position]
        choice = Categorical(policy(state))
        action = choice.sample()
        log_probs.append(choice.log_prob(action))
        position = max(0, position + (1 if action.item() == 1 else -1))
        rewards.append(1.0 if position == LENGTH - 1 else -0.05)
        if position == LENGTH - 1:
            break
    return log_probs, rewards


def finish_episode(log_probs, rewards, gamma=0.95):
    returns, value = [], 0.0
    for reward in reversed(rewards):
        value = reward + gamma * value
        returns.insert(0, value)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std(correction=0) + 1e-6)
    return torch.stack([-log_prob * value for log_prob, value in zip(log_probs, returns, strict=True)]).sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8, help="of 25 episodes")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    policy = Policy()
    optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
    running_reward = 0.0
    for episode in range(args.epochs * 25):
        log_probs, rewards = play(policy)
        running_reward = 0.05 * sum(rewards) + 0.95 * running_reward
        loss = finish_episode(log_probs, rewards)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if episode % 25 == 24:
            print(f"Episode {episode + 1}\tLast reward: {sum(rewards):.2f}\tAverage reward: {running_reward:.2f}")


if __name__ == "__main__":
    main()
