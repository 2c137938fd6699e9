"""Actor and critic with one body and one optimizer; the sum of their losses has any sign."""

import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical

SIZE = 6


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(SIZE, 32)
        self.policy = nn.Linear(32, 2)
        self.value = nn.Linear(32, 1)

    def forward(self, state):
        h = torch.tanh(self.body(state))
        return Categorical(logits=self.policy(h)), self.value(h).squeeze(-1)


def episode(model):
    position, choices = 0, []
    for _ in range(25):
        choice, value = model(torch.eye(SIZE)[position])
        step = choice.sample()
        position = max(0, position + (1 if step.item() else -1))
        choices.append((choice.log_prob(step), value, 1.0 if position == SIZE - 1 else -0.02))
        if position == SIZE - 1:
            break
    return choices


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=200, help="episodes")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    model = ActorCritic()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for i in range(args.epochs):
        choices, gain, losses = episode(model), 0.0, []
        for log_prob, value, reward in reversed(choices):
            gain = reward + 0.95 * gain
            losses.append(-log_prob * (gain - value.item()) + F.smooth_l1_loss(value, torch.tensor(gain)))
        loss = torch.stack(losses).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if i % 20 == 19:
            print(f"episode {i + 1} steps {len(choices)} loss {loss.item():.3f}")


main()
